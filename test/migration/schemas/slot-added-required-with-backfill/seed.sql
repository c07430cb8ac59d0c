INSERT INTO "Person" (id, name, email) VALUES ('a', 'Ada Lovelace', 'ada@example.org'), ('b', 'Bob', NULL);
