INSERT INTO "Account" (id, email, closed_at) VALUES ('a', 'Ada@example.org', NULL), ('b', 'ada@example.org', NULL), ('c', 'ADA@example.org', '2024-05-05');
