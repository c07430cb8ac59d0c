INSERT INTO "Person" VALUES (1);
INSERT INTO "Robot" VALUES (2);
INSERT INTO "Task" VALUES ('t');
INSERT INTO "Task_doers" VALUES ('t', 2, 0), ('t', 1, 1);
