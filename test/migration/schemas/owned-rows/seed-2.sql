DELETE FROM "Order" WHERE id = 'o'; DO $$ BEGIN ASSERT (SELECT string_agg(id, '') FROM "Line") = '3'; END $$;
