INSERT INTO "Employee" VALUES ('e1');
INSERT INTO "Project" VALUES ('x', 'e1');
