INSERT INTO "Person" VALUES ('p1');
INSERT INTO "Employee" VALUES ('e1');
INSERT INTO "Project" VALUES ('x', 'p1');
