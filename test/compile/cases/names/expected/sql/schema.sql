-- Generated from the LinkML schema by `npm run generate`. Do not edit: change schemas/ and generate again.
-- Creates everything from an empty namespace in one transaction: psql "$DATABASE_URL" -f schema.sql
-- A database made this way is in step: POST /admin/migrate then has nothing to do.

BEGIN;
SET LOCAL search_path = '';

CREATE TABLE "public"."Renamed_orders" (
  "Renamed_legacy_id" text NOT NULL,
  "orders_id" bigint NOT NULL,
  "position" integer NOT NULL,
  CONSTRAINT "Renamed_orders_pkey" PRIMARY KEY ("Renamed_legacy_id", "position")
);

CREATE TABLE "public"."legacy_table" (
  "legacy_id" text NOT NULL,
  "previous" text,
  CONSTRAINT "legacy_table_pkey" PRIMARY KEY ("legacy_id")
);

CREATE TABLE "public"."order" (
  "id" bigint NOT NULL,
  "select" text NOT NULL,
  "it's_""quoted""" text,
  "a_slot_with_a_name_that_is_far_longer_than_the_sixty-t_aa58dc67" text,
  "größe" numeric,
  "constructor" text,
  "xmin_" bigint,
  "ctid_" bigint GENERATED ALWAYS AS (("xmin_" + 1::bigint)) STORED,
  CONSTRAINT "order_a_slot_with_a_name_that_is_far_longer_than_the_s_fdf3d34a" CHECK ("a_slot_with_a_name_that_is_far_longer_than_the_sixty-t_aa58dc67" ~ '^a'),
  CONSTRAINT "order_ctid__range" CHECK ("ctid_" >= -9007199254740991 AND "ctid_" <= 9007199254740991),
  CONSTRAINT "order_größe_range" CHECK ("größe" > '-Infinity'::numeric AND "größe" < 'Infinity'::numeric),
  CONSTRAINT "order_id_range" CHECK ("id" >= -9007199254740991 AND "id" <= 9007199254740991),
  CONSTRAINT "order_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "order_xmin__range" CHECK ("xmin_" >= 0 AND "xmin_" <= 9007199254740991)
);

CREATE INDEX "Renamed_orders_orders_id_idx" ON "public"."Renamed_orders" USING btree ("orders_id");

CREATE INDEX "legacy_table_previous_idx" ON "public"."legacy_table" USING btree ("previous");

ALTER TABLE "public"."Renamed_orders" ADD CONSTRAINT "Renamed_orders_Renamed_legacy_id_fkey" FOREIGN KEY ("Renamed_legacy_id") REFERENCES "public"."legacy_table" ("legacy_id") ON DELETE CASCADE;
ALTER TABLE "public"."Renamed_orders" ADD CONSTRAINT "Renamed_orders_orders_id_fkey" FOREIGN KEY ("orders_id") REFERENCES "public"."order" ("id");

ALTER TABLE "public"."legacy_table" ADD CONSTRAINT "legacy_table_previous_fkey" FOREIGN KEY ("previous") REFERENCES "public"."legacy_table" ("legacy_id");

COMMIT;
