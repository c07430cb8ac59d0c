INSERT INTO "Person" VALUES ('ada', '36', '{}'), ('bob', 'old', '{a,b}'), ('cy', NULL, '{c}');
