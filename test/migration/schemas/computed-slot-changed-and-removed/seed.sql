INSERT INTO "Box" (id, width, height) VALUES ('a', 2, 3), ('b', NULL, 5);
