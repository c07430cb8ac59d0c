-- Generated from the LinkML schema by `npm run generate`. Do not edit: change schemas/ and generate again.
-- Creates everything from an empty namespace in one transaction: psql "$DATABASE_URL" -f schema.sql
-- A database made this way is in step: POST /admin/migrate then has nothing to do.

BEGIN;
SET LOCAL search_path = '';

CREATE TABLE "public"."Post" (
  "id" bigint NOT NULL,
  "created_at" timestamp with time zone DEFAULT now() NOT NULL,
  "author" bigint,
  "words" text[],
  CONSTRAINT "Post_id_range" CHECK ("id" >= -9007199254740991 AND "id" <= 9007199254740991),
  CONSTRAINT "Post_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Post_words_elements" CHECK (array_position("words", NULL) IS NULL AND array_ndims("words") = 1)
);

CREATE TABLE "public"."User" (
  "id" bigint NOT NULL,
  "created_at" timestamp with time zone DEFAULT now() NOT NULL,
  "email" text NOT NULL,
  "manager" bigint,
  CONSTRAINT "User_id_range" CHECK ("id" >= -9007199254740991 AND "id" <= 9007199254740991),
  CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "Post_author_idx" ON "public"."Post" USING btree ("author");
CREATE INDEX "Post_idx_created" ON "public"."Post" USING btree ("created_at" DESC);
CREATE INDEX "idx_words" ON "public"."Post" USING gin ("words");

CREATE INDEX "User_idx_created" ON "public"."User" USING btree ("created_at" DESC);
CREATE INDEX "idx_manager" ON "public"."User" USING btree ("manager", "email") INCLUDE ("created_at");
CREATE UNIQUE INDEX "idx_user_email" ON "public"."User" USING btree ("email");

ALTER TABLE "public"."Post" ADD CONSTRAINT "Post_author_fkey" FOREIGN KEY ("author") REFERENCES "public"."User" ("id");

ALTER TABLE "public"."User" ADD CONSTRAINT "User_manager_fkey" FOREIGN KEY ("manager") REFERENCES "public"."User" ("id");

COMMIT;
