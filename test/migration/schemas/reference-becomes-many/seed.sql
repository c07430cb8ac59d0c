INSERT INTO "Person" (id, name) VALUES ('ada', 'Ada'), ('bob', NULL);
UPDATE "Person" SET friends = 'ada';
