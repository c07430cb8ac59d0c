INSERT INTO "Person" (id, age, years) VALUES ('a', 7, '{1,2}'), ('b', NULL, NULL);
