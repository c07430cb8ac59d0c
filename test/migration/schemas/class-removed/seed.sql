INSERT INTO "Person" (id, name) VALUES ('ada', 'Ada'), ('bob', NULL);
INSERT INTO "Pet" (id, owner, tags) VALUES ('rex', 'ada', '{good,"a, b"}');
