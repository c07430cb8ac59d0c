INSERT INTO "Person" (id, name) SELECT 'p' || n, CASE WHEN n < 3 THEN 'A' END || n FROM generate_series(1, 9) n;
UPDATE "Person" SET name = 'secret' WHERE name IS NULL AND id <> 'p9';
