INSERT INTO "Person" (id, name, age) VALUES ('a', 'x', 1), ('b', 'x', 1), ('c', 'x', 2), ('d', NULL, NULL), ('e', NULL, NULL);
