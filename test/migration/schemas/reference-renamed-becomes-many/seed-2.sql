INSERT INTO "Human" VALUES ('cy');
INSERT INTO "Human_friends" VALUES ('cy', 'ada', 1);
