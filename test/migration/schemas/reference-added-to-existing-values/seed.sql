INSERT INTO "Person" (id, name) VALUES ('ada', 'Ada'), ('bob', NULL);
INSERT INTO "Pet" (id, owner) VALUES ('rex', 'ada'), ('tom', 'nobody');
