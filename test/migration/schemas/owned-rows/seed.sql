INSERT INTO "Order" VALUES ('o'), ('p');
INSERT INTO "Line" VALUES ('1', 'o'), ('2', 'o'), ('3', 'p');
