-- Generated from the LinkML schema by `npm run generate`. Do not edit: change schemas/ and generate again.
-- Creates everything from an empty namespace in one transaction: psql "$DATABASE_URL" -f schema.sql
-- A database made this way is in step: POST /admin/migrate then has nothing to do.

BEGIN;
SET LOCAL search_path = '';

CREATE TABLE "public"."Sample" (
  "id" text NOT NULL,
  "digits" text,
  "words" text,
  "boundary" text,
  "dot" text,
  "space" text,
  "group" text,
  "lazy" text,
  "needless_escape" text,
  "slash" text,
  "quote" text,
  "many" text,
  "property" text,
  "back" text,
  "lookahead" text,
  "listed" text[],
  CONSTRAINT "Sample_boundary_pattern" CHECK ("boundary" ~ '(?:(?<![A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<=[A-Za-z0-9_])(?![A-Za-z0-9_]))cat(?:(?<![A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<=[A-Za-z0-9_])(?![A-Za-z0-9_]))'),
  CONSTRAINT "Sample_digits_pattern" CHECK ("digits" ~ '^[0-9]{3}$'),
  CONSTRAINT "Sample_dot_pattern" CHECK ("dot" ~ '^[^\n\r\u2028\u2029]$'),
  CONSTRAINT "Sample_group_pattern" CHECK ("group" ~ '^(?:[0-9]{4})-(?:0[1-9]|1[0-2])$'),
  CONSTRAINT "Sample_lazy_pattern" CHECK ("lazy" ~ '^a+b'),
  CONSTRAINT "Sample_listed_elements" CHECK (array_position("listed", NULL) IS NULL AND array_ndims("listed") = 1),
  CONSTRAINT "Sample_listed_pattern" CHECK (NOT jsonb_path_exists(to_jsonb("listed"), 'strict $[*] ? (!(@ like_regex "^a" flag "s"))')),
  CONSTRAINT "Sample_lookahead_pattern" CHECK ("lookahead" ~ '^(?!x)y'),
  CONSTRAINT "Sample_needless_escape_pattern" CHECK ("needless_escape" ~ '^a-b_c$'),
  CONSTRAINT "Sample_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Sample_quote_pattern" CHECK ("quote" ~ '^it''s$'),
  CONSTRAINT "Sample_slash_pattern" CHECK ("slash" ~ '^\/a\/b$'),
  CONSTRAINT "Sample_space_pattern" CHECK ("space" ~ '^[^\t\n\u000b\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+[\t\n\u000b\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff][^\t\n\u000b\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+$'),
  CONSTRAINT "Sample_words_pattern" CHECK ("words" ~ '[A-Za-z0-9_]+-[A-Za-z0-9_]+')
);

COMMIT;
