-- Generated from the LinkML schema by `npm run generate`. Do not edit: change schemas/ and generate again.
-- Creates everything from an empty namespace in one transaction: psql "$DATABASE_URL" -f schema.sql
-- A database made this way is in step: POST /admin/migrate then has nothing to do.

BEGIN;
SET LOCAL search_path = '';

CREATE TABLE "public"."Dog" (
  "id" text NOT NULL,
  "years" bigint,
  CONSTRAINT "Dog_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Dog_years_range" CHECK ("years" >= 0 AND "years" <= 40)
);

CREATE TABLE "public"."Person" (
  "id" text NOT NULL,
  "age" bigint,
  "full_name" text NOT NULL,
  CONSTRAINT "Person_age_range" CHECK ("age" >= 0 AND "age" <= 150),
  CONSTRAINT "Person_full_name_pattern" CHECK ("full_name" ~ '[^\t\n\u000b\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]'),
  CONSTRAINT "Person_pkey" PRIMARY KEY ("id")
);
COMMENT ON COLUMN "public"."Person"."full_name" IS 'As on the passport.';

COMMIT;
