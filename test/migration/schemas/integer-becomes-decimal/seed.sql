INSERT INTO "Person" (id, age) VALUES ('a', 7), ('b', NULL), ('c', 9007199254740991);
