INSERT INTO "Person" (id, tags) VALUES ('a', '{x}'), ('b', NULL), ('c', '{x,y,z}'), ('d', '{}');
