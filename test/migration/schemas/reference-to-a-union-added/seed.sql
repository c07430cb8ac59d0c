INSERT INTO "Person" VALUES ('p1');
INSERT INTO "Big Org" (id) VALUES ('o1');
INSERT INTO "Invoice" VALUES ('i1');
