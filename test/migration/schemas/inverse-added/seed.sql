INSERT INTO "Company" VALUES ('c');
INSERT INTO "Person" VALUES ('p', 'c', 'p');
INSERT INTO "Company_staff" VALUES ('c', 'p', 0);
