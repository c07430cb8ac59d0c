INSERT INTO "Author" VALUES ('a', 'Ada');
INSERT INTO "Book" VALUES ('b', 'a'), ('c', NULL);
