INSERT INTO "Agent" VALUES ('a'), ('b');
INSERT INTO "Person" VALUES ('b'), ('c');
INSERT INTO "Task" VALUES ('t', 'nobody'), ('u', 'c');
