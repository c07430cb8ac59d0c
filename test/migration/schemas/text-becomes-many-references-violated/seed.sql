INSERT INTO "Tag" VALUES ('red'); INSERT INTO "Person" VALUES ('ada', 'red'), ('bob', 'blue'), ('cy', NULL);
