INSERT INTO "Person" VALUES ('p1', 'Ada'), ('p2', 'Bob');
INSERT INTO "Project" VALUES ('x', 'p1'), ('y', NULL);
INSERT INTO "Project_members" VALUES ('x', 'p1', 0), ('x', 'p2', 1);
