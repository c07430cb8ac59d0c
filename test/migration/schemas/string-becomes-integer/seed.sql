INSERT INTO "Person" (id, age) VALUES ('a', '7');
