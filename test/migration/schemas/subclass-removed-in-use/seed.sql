INSERT INTO "Robot" VALUES ('r1');
INSERT INTO "Task" VALUES ('t', 'r1');
