INSERT INTO "Order" (id, state, paid_on, total, codes, counts, days, address, either)
VALUES ('a', 'paid', '2024-02-29', 21, '{A,B1}', '{0,1}', '{2024-01-01}', '{"street": "it''s", "zip": 1.0, "since": "2024-02-29", "inner": {"street": "it''s"}}', '"paid"'),
  ('b', 'open', NULL, 7, NULL, NULL, NULL, NULL, '1');
