INSERT INTO "Person" (id, full_name) VALUES ('a', 'Ada Lovelace'), ('b', 'Bob');
