INSERT INTO "Hen" VALUES ('h', NULL); INSERT INTO "Egg" VALUES ('e', 'h'); UPDATE "Hen" SET egg = 'e';
