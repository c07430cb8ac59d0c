INSERT INTO "Person" (id, colour) VALUES ('ada', 'red'), ('bob', 'pink');
