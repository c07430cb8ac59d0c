INSERT INTO "Person" (id, age) VALUES ('a', 7), ('b', 8);
