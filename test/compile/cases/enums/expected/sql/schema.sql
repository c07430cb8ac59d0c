-- Generated from the LinkML schema by `npm run generate`. Do not edit: change schemas/ and generate again.
-- Creates everything from an empty namespace in one transaction: psql "$DATABASE_URL" -f schema.sql
-- A database made this way is in step: POST /admin/migrate then has nothing to do.

BEGIN;
SET LOCAL search_path = '';

CREATE TABLE "public"."Ticket" (
  "id" bigint NOT NULL,
  "state" text DEFAULT 'new' NOT NULL,
  "seen" text[],
  "quote" text,
  "anatomy" text,
  CONSTRAINT "Ticket_id_range" CHECK ("id" >= -9007199254740991 AND "id" <= 9007199254740991),
  CONSTRAINT "Ticket_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Ticket_quote_enum" CHECK ("quote" IN ('"; DROP TABLE x; --', 'it''s')),
  CONSTRAINT "Ticket_seen_elements" CHECK (array_position("seen", NULL) IS NULL AND array_ndims("seen") = 1),
  CONSTRAINT "Ticket_seen_enum" CHECK ("seen" <@ ARRAY['done', 'new']::text[]),
  CONSTRAINT "Ticket_state_enum" CHECK ("state" IN ('done', 'new'))
);

COMMIT;
