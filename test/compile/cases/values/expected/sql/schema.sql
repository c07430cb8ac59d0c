-- Generated from the LinkML schema by `npm run generate`. Do not edit: change schemas/ and generate again.
-- Creates everything from an empty namespace in one transaction: psql "$DATABASE_URL" -f schema.sql
-- A database made this way is in step: POST /admin/migrate then has nothing to do.

BEGIN;
SET LOCAL search_path = '';

CREATE TABLE "public"."Account" (
  "name" text,
  "account" text,
  "number" text NOT NULL,
  CONSTRAINT "Account_pkey" PRIMARY KEY ("number")
);

CREATE TABLE "public"."AccountValue" (
  "id" text NOT NULL,
  "kind" text,
  CONSTRAINT "AccountValue_kind_enum" CHECK ("kind" IN ('bad', 'good')),
  CONSTRAINT "AccountValue_pkey" PRIMARY KEY ("id")
);
COMMENT ON TABLE "public"."AccountValue" IS 'Its name is that of an account inside another object, and of a form of a customer below.';

CREATE TABLE "public"."Customer" (
  "id" bigint NOT NULL,
  "address" jsonb NOT NULL,
  "phones" jsonb,
  "contact" jsonb,
  "basket" jsonb,
  "extra" jsonb,
  "holder" jsonb,
  CONSTRAINT "Customer_address_shape" CHECK (NOT jsonb_path_exists("address", 'strict $ ? (@.type() != "object" || exists(@.keyvalue() ? (@.key != "street" && @.key != "parts")) || !exists(@ ? (@."street" != null)) || exists(@."street" ? (@ != null && @.type() != "string")) || exists(@."parts" ? (@ != null && (@.type() != "array" || exists(@[*] ? (@ == null || @.type() != "object" || exists(@.keyvalue() ? (@.key != "street" && @.key != "parts")) || !exists(@ ? (@."street" != null)) || exists(@."street" ? (@ != null && @.type() != "string")) || exists(@."parts" ? (@ != null && (@.type() != "array" || exists(@[*] ? (@ == null || @.type() != "object" || exists(@.keyvalue() ? (@.key != "street" && @.key != "parts")) || !exists(@ ? (@."street" != null)) || exists(@."street" ? (@ != null && @.type() != "string")) || exists(@."parts" ? (@ != null && (@.type() != "array" || exists(@[*] ? (@ == null || @.type() != "object" || exists(@.keyvalue() ? (@.key != "street" && @.key != "parts")) || !exists(@ ? (@."street" != null)) || exists(@."street" ? (@ != null && @.type() != "string")) || exists(@."parts" ? (@ != null && (@.type() != "array" || exists(@[*] ? (@ == null || @.type() != "object")))))))))))))))))))))')),
  CONSTRAINT "Customer_basket_shape" CHECK (NOT jsonb_path_exists("basket", 'strict $ ? (@.type() != "object" || exists(@.keyvalue() ? (@.key != "holders")) || exists(@."holders" ? (@ != null && (@.type() != "array" || exists(@[*] ? (@ == null || @.type() != "object" || exists(@.keyvalue() ? (@.key != "name" && @.key != "account" && @.key != "number")) || exists(@."name" ? (@ != null && @.type() != "string")) || exists(@."account" ? (@ != null && @.type() != "string")) || !exists(@ ? (@."number" != null)) || exists(@."number" ? (@ != null && @.type() != "string"))))))))')),
  CONSTRAINT "Customer_contact_shape" CHECK (NOT jsonb_path_exists("contact", 'strict $ ? ((@.type() != "object" || exists(@.keyvalue() ? (@.key != "mail")) || !exists(@ ? (@."mail" != null)) || exists(@."mail" ? (@ != null && @.type() != "string"))) && (@.type() != "object" || exists(@.keyvalue() ? (@.key != "address")) || !exists(@ ? (@."address" != null)) || exists(@."address" ? (@ != null && (@.type() != "object" || exists(@.keyvalue() ? (@.key != "street" && @.key != "parts")) || !exists(@ ? (@."street" != null)) || exists(@."street" ? (@ != null && @.type() != "string")) || exists(@."parts" ? (@ != null && (@.type() != "array" || exists(@[*] ? (@ == null || @.type() != "object" || exists(@.keyvalue() ? (@.key != "street" && @.key != "parts")) || !exists(@ ? (@."street" != null)) || exists(@."street" ? (@ != null && @.type() != "string")) || exists(@."parts" ? (@ != null && (@.type() != "array" || exists(@[*] ? (@ == null || @.type() != "object" || exists(@.keyvalue() ? (@.key != "street" && @.key != "parts")) || !exists(@ ? (@."street" != null)) || exists(@."street" ? (@ != null && @.type() != "string")) || exists(@."parts" ? (@ != null && (@.type() != "array" || exists(@[*] ? (@ == null || @.type() != "object"))))))))))))))))))))')),
  CONSTRAINT "Customer_extra_shape" CHECK (NOT jsonb_path_exists("extra", 'strict $ ? (@.type() != "object")')),
  CONSTRAINT "Customer_holder_shape" CHECK (NOT jsonb_path_exists("holder", 'strict $ ? (@.type() != "object" || exists(@.keyvalue() ? (@.key != "name" && @.key != "account" && @.key != "number")) || exists(@."name" ? (@ != null && @.type() != "string")) || exists(@."account" ? (@ != null && @.type() != "string")) || !exists(@ ? (@."number" != null)) || exists(@."number" ? (@ != null && @.type() != "string")))')),
  CONSTRAINT "Customer_id_range" CHECK ("id" >= -9007199254740991 AND "id" <= 9007199254740991),
  CONSTRAINT "Customer_phones_shape" CHECK (NOT jsonb_path_exists("phones", 'strict $ ? (@.type() != "array" || exists(@[*] ? (@ == null || @.type() != "object" || exists(@.keyvalue() ? (@.key != "number")) || !exists(@ ? (@."number" != null)) || exists(@."number" ? (@ != null && @.type() != "string")))))')),
  CONSTRAINT "Customer_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "public"."Event" (
  "id" bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
  "what" text NOT NULL,
  "where" jsonb,
  CONSTRAINT "Event_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Event_where_shape" CHECK (NOT jsonb_path_exists("where", 'strict $ ? (@.type() != "object" || exists(@.keyvalue() ? (@.key != "street" && @.key != "parts")) || !exists(@ ? (@."street" != null)) || exists(@."street" ? (@ != null && @.type() != "string")) || exists(@."parts" ? (@ != null && (@.type() != "array" || exists(@[*] ? (@ == null || @.type() != "object" || exists(@.keyvalue() ? (@.key != "street" && @.key != "parts")) || !exists(@ ? (@."street" != null)) || exists(@."street" ? (@ != null && @.type() != "string")) || exists(@."parts" ? (@ != null && (@.type() != "array" || exists(@[*] ? (@ == null || @.type() != "object" || exists(@.keyvalue() ? (@.key != "street" && @.key != "parts")) || !exists(@ ? (@."street" != null)) || exists(@."street" ? (@ != null && @.type() != "string")) || exists(@."parts" ? (@ != null && (@.type() != "array" || exists(@[*] ? (@ == null || @.type() != "object" || exists(@.keyvalue() ? (@.key != "street" && @.key != "parts")) || !exists(@ ? (@."street" != null)) || exists(@."street" ? (@ != null && @.type() != "string")) || exists(@."parts" ? (@ != null && (@.type() != "array" || exists(@[*] ? (@ == null || @.type() != "object")))))))))))))))))))))'))
);
COMMENT ON TABLE "public"."Event" IS 'Nobody refers to it, so it has a table and a number.';

CREATE INDEX "Account_account_idx" ON "public"."Account" USING btree ("account");

ALTER TABLE "public"."Account" ADD CONSTRAINT "Account_account_fkey" FOREIGN KEY ("account") REFERENCES "public"."Account" ("number");

COMMIT;
