INSERT INTO "Person" (id, name) VALUES ('ada', 'Ada'), ('bob', 'Bob');
