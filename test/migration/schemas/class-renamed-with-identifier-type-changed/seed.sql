INSERT INTO "Person" VALUES ('1', NULL), ('2', '1');
