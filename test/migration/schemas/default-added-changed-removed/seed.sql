INSERT INTO "Person" (id) VALUES ('ada');
