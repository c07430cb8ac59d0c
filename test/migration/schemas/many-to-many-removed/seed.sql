INSERT INTO "Person" (id, name) VALUES ('ada', 'Ada'), ('bob', NULL);
INSERT INTO "Person_friends" VALUES ('ada', 'bob', 1), ('bob', 'ada', 1);
