INSERT INTO "Person" (id, email) VALUES ('a', 'ada@example.org'), ('b', NULL), ('c', NULL);
