INSERT INTO "Person" (id, colour, likes) VALUES ('ada', 'red', '{red,green}'), ('bob', 'green', NULL);
