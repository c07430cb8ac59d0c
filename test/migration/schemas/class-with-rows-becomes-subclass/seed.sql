INSERT INTO "Person" VALUES ('p1');
INSERT INTO "Robot" VALUES ('r1'), ('r2');
INSERT INTO "Task" VALUES ('t', 'p1');
