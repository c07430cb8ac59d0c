INSERT INTO "Person" (id) VALUES ('ada');
INSERT INTO "Robot" (id) VALUES ('r2');
INSERT INTO "Task" (id, who) VALUES ('1', 'ada'), ('2', 'r2');
