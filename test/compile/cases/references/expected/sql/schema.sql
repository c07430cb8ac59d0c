-- Generated from the LinkML schema by `npm run generate`. Do not edit: change schemas/ and generate again.
-- Creates everything from an empty namespace in one transaction: psql "$DATABASE_URL" -f schema.sql
-- A database made this way is in step: POST /admin/migrate then has nothing to do.

BEGIN;
SET LOCAL search_path = '';

CREATE TABLE "public"."Author" (
  "id" text NOT NULL,
  "mentor" text,
  "best" text,
  CONSTRAINT "Author_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "public"."Book" (
  "isbn" text NOT NULL,
  "owner" text NOT NULL,
  CONSTRAINT "Book_owner_key" UNIQUE ("owner"),
  CONSTRAINT "Book_pkey" PRIMARY KEY ("isbn")
);

CREATE TABLE "public"."Book_authors" (
  "Book_isbn" text NOT NULL,
  "authors_id" text NOT NULL,
  "position" integer NOT NULL,
  CONSTRAINT "Book_authors_pkey" PRIMARY KEY ("Book_isbn", "position")
);
COMMENT ON TABLE "public"."Book_authors" IS 'In the order of the title page.';

CREATE TABLE "public"."Book_translations" (
  "Book_isbn" text NOT NULL,
  "translations_isbn" text NOT NULL,
  "position" integer NOT NULL,
  CONSTRAINT "Book_translations_key" UNIQUE ("Book_isbn", "translations_isbn"),
  CONSTRAINT "Book_translations_pkey" PRIMARY KEY ("Book_isbn", "position")
);

CREATE INDEX "Author_best_idx" ON "public"."Author" USING btree ("best");
CREATE INDEX "Author_mentor_idx" ON "public"."Author" USING btree ("mentor");

CREATE INDEX "Book_authors_authors_id_idx" ON "public"."Book_authors" USING btree ("authors_id");

CREATE INDEX "Book_translations_translations_isbn_idx" ON "public"."Book_translations" USING btree ("translations_isbn");

ALTER TABLE "public"."Author" ADD CONSTRAINT "Author_best_fkey" FOREIGN KEY ("best") REFERENCES "public"."Book" ("isbn");
ALTER TABLE "public"."Author" ADD CONSTRAINT "Author_mentor_fkey" FOREIGN KEY ("mentor") REFERENCES "public"."Author" ("id");

ALTER TABLE "public"."Book" ADD CONSTRAINT "Book_owner_fkey" FOREIGN KEY ("owner") REFERENCES "public"."Author" ("id");

ALTER TABLE "public"."Book_authors" ADD CONSTRAINT "Book_authors_Book_isbn_fkey" FOREIGN KEY ("Book_isbn") REFERENCES "public"."Book" ("isbn") ON DELETE CASCADE;
ALTER TABLE "public"."Book_authors" ADD CONSTRAINT "Book_authors_authors_id_fkey" FOREIGN KEY ("authors_id") REFERENCES "public"."Author" ("id");

ALTER TABLE "public"."Book_translations" ADD CONSTRAINT "Book_translations_Book_isbn_fkey" FOREIGN KEY ("Book_isbn") REFERENCES "public"."Book" ("isbn") ON DELETE CASCADE;
ALTER TABLE "public"."Book_translations" ADD CONSTRAINT "Book_translations_translations_isbn_fkey" FOREIGN KEY ("translations_isbn") REFERENCES "public"."Book" ("isbn");

COMMIT;
