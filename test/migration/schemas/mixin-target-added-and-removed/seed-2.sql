INSERT INTO "Place" VALUES ('l1');
UPDATE "Person" SET id = 'p9';
INSERT INTO "Task" VALUES ('u', 'l1', 'p9'), ('v', 'p9', NULL);
