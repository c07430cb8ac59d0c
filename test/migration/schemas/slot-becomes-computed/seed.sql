INSERT INTO "Box" VALUES ('a', 2, 3, 99), ('b', NULL, 5, 7);
