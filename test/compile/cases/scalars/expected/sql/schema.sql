-- Generated from the LinkML schema by `npm run generate`. Do not edit: change schemas/ and generate again.
-- Creates everything from an empty namespace in one transaction: psql "$DATABASE_URL" -f schema.sql
-- A database made this way is in step: POST /admin/migrate then has nothing to do.

BEGIN;
SET LOCAL search_path = '';

CREATE TABLE "public"."Reading" (
  "id" uuid DEFAULT gen_random_uuid() NOT NULL,
  "label" text NOT NULL,
  "count" bigint,
  "share" bigint,
  "ratio" double precision,
  "exact" numeric,
  "valid" boolean DEFAULT true,
  "on_day" date,
  "at_time" time without time zone,
  "at" timestamp with time zone,
  "link" text,
  "anything" jsonb,
  "names" text[],
  "counts" bigint[],
  "extras" jsonb,
  "fixed" text,
  CONSTRAINT "Reading_at_range" CHECK ("at" >= '0001-01-01 00:00:00+00'::timestamp with time zone AND "at" < '10000-01-01 00:00:00+00'::timestamp with time zone),
  CONSTRAINT "Reading_at_time_range" CHECK ("at_time" < '24:00:00'::time without time zone),
  CONSTRAINT "Reading_count_range" CHECK ("count" >= -9007199254740991 AND "count" <= 9007199254740991),
  CONSTRAINT "Reading_counts_elements" CHECK (array_position("counts", NULL) IS NULL AND array_ndims("counts") = 1),
  CONSTRAINT "Reading_counts_range" CHECK (0 <= ALL ("counts") AND 9007199254740991 >= ALL ("counts")),
  CONSTRAINT "Reading_exact_range" CHECK ("exact" > '-Infinity'::numeric AND "exact" < 'Infinity'::numeric),
  CONSTRAINT "Reading_extras_shape" CHECK (NOT jsonb_path_exists("extras", 'strict $ ? (@.type() != "array" || exists(@[*] ? (@ == null)))')),
  CONSTRAINT "Reading_fixed_equals" CHECK ("fixed" = 'x'),
  CONSTRAINT "Reading_label_pattern" CHECK ("label" ~ '^[a-z]+$'),
  CONSTRAINT "Reading_link_pattern" CHECK ("link" ~ '^[^\t\n\u000b\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff<>"{}|\\\^`]*$'),
  CONSTRAINT "Reading_names_elements" CHECK (array_position("names", NULL) IS NULL AND array_ndims("names") = 1),
  CONSTRAINT "Reading_names_size" CHECK (cardinality("names") >= 1 AND cardinality("names") <= 3),
  CONSTRAINT "Reading_on_day_range" CHECK ("on_day" >= '2020-01-01'::date AND "on_day" <= '9999-12-31'::date),
  CONSTRAINT "Reading_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Reading_ratio_range" CHECK ("ratio" > '-Infinity'::double precision AND "ratio" <= 1),
  CONSTRAINT "Reading_share_range" CHECK ("share" >= 10 AND "share" <= 100)
);

COMMIT;
