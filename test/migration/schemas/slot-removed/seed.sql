INSERT INTO "Person" (id, name, email, boss) VALUES ('ada', 'Ada', 'ada@x.org', NULL), ('bob', NULL, 'bob@x.org', 'ada');
