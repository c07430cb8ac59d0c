INSERT INTO "Person" (id, home) VALUES ('a', '{"street": "x"}');
