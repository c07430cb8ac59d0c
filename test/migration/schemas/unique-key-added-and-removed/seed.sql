INSERT INTO "Person" (id, name, age) VALUES ('a', 'x', 1), ('b', 'x', 2);
