INSERT INTO "Person" VALUES
  ('ada', 'Ada', 'A', 36, 170, 1.50, '{a,b}', 'bob'),
  ('bob', 'Bob', 'Bo', 32767, 180, 1.23, '{abc}', NULL),
  ('cy', NULL, NULL, NULL, NULL, 2.50, NULL, 'ada');
INSERT INTO "Person_friends" VALUES ('ada', 'bob', 1);
