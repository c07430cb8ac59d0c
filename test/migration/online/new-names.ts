/** A query for the names that are only given while something is being filled. Indexes keep what their columns were called when they were made. */
export const NEW_NAMES = `SELECT name FROM (
  SELECT a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relkind = 'r' AND NOT a.attisdropped
  UNION SELECT relname FROM pg_class UNION SELECT conname FROM pg_constraint UNION SELECT tgname FROM pg_trigger UNION SELECT proname FROM pg_proc
) names WHERE name LIKE '\\_new\\_%' ORDER BY name`;
