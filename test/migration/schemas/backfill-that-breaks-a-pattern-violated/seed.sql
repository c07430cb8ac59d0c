INSERT INTO "Person" (id, email) VALUES ('a', 'ada@example.org'), ('b', 'bob'), ('c', NULL);
