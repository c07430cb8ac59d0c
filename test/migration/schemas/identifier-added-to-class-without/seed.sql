INSERT INTO "Note" (text) VALUES ('a'), ('b');
