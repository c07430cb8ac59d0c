INSERT INTO "Person" (id, name) VALUES ('ada', 'Ada'), ('bob', NULL), ('cy', 'Cy');
INSERT INTO "Person_friends" VALUES ('ada', 'cy', 2), ('ada', 'bob', 1), ('bob', 'ada', 1);
