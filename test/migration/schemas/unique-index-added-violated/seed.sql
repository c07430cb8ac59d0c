INSERT INTO "Person" (id, name) VALUES ('ada', 'Ada'), ('bob', NULL);
INSERT INTO "Person" (id, name) VALUES ('eve', 'Ada');
