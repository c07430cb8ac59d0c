INSERT INTO "Person" VALUES ('ada', NULL), ('bob', 'ada');
