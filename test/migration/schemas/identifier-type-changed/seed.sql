INSERT INTO "Person" (id, boss) VALUES (1, NULL), (2, 1);
INSERT INTO "Person_friends" VALUES (1, 2, 1);
