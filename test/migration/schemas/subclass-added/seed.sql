INSERT INTO "Person" VALUES ('p1');
INSERT INTO "Task" VALUES ('t', 'p1');
