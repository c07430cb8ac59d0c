UPDATE "Person" SET name = 'second ' || id;
