-- Generated from the LinkML schema by `npm run generate`. Do not edit: change schemas/ and generate again.
-- Creates everything from an empty namespace in one transaction: psql "$DATABASE_URL" -f schema.sql
-- A database made this way is in step: POST /admin/migrate then has nothing to do.

BEGIN;
SET LOCAL search_path = '';

CREATE TABLE "public"."Comment" (
  "id" uuid DEFAULT gen_random_uuid() NOT NULL,
  "created_at" timestamp with time zone DEFAULT now() NOT NULL,
  "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
  "task" uuid NOT NULL,
  "author" uuid NOT NULL,
  "body" text NOT NULL,
  CONSTRAINT "Comment_pkey" PRIMARY KEY ("id")
);
COMMENT ON TABLE "public"."Comment" IS 'A remark on a task.';
COMMENT ON COLUMN "public"."Comment"."id" IS 'Identifier, made by the database unless it is given.';
COMMENT ON COLUMN "public"."Comment"."created_at" IS 'When the row was created.';
COMMENT ON COLUMN "public"."Comment"."updated_at" IS 'When the row was last changed.';

CREATE TABLE "public"."Membership" (
  "id" uuid DEFAULT gen_random_uuid() NOT NULL,
  "created_at" timestamp with time zone DEFAULT now() NOT NULL,
  "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
  "organization" uuid NOT NULL,
  "user" uuid NOT NULL,
  "role" text DEFAULT 'member' NOT NULL,
  CONSTRAINT "Membership_organization_user_key" UNIQUE ("organization", "user"),
  CONSTRAINT "Membership_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Membership_role_enum" CHECK ("role" IN ('admin', 'member', 'owner'))
);
COMMENT ON TABLE "public"."Membership" IS 'A user''s place in an organization.';
COMMENT ON COLUMN "public"."Membership"."id" IS 'Identifier, made by the database unless it is given.';
COMMENT ON COLUMN "public"."Membership"."created_at" IS 'When the row was created.';
COMMENT ON COLUMN "public"."Membership"."updated_at" IS 'When the row was last changed.';
COMMENT ON COLUMN "public"."Membership"."role" IS 'What the user may do there.';

CREATE TABLE "public"."Organization" (
  "id" uuid DEFAULT gen_random_uuid() NOT NULL,
  "created_at" timestamp with time zone DEFAULT now() NOT NULL,
  "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
  "name" text NOT NULL,
  "slug" text NOT NULL,
  "plan" text DEFAULT 'free' NOT NULL,
  "website" text,
  "address" jsonb,
  CONSTRAINT "Organization_address_shape" CHECK (NOT jsonb_path_exists("address", 'strict $ ? (@.type() != "object" || exists(@.keyvalue() ? (@.key != "street" && @.key != "city" && @.key != "postal_code" && @.key != "country")) || !exists(@ ? (@."street" != null)) || exists(@."street" ? (@ != null && @.type() != "string")) || !exists(@ ? (@."city" != null)) || exists(@."city" ? (@ != null && @.type() != "string")) || exists(@."postal_code" ? (@ != null && (@.type() != "string" || !(@ like_regex "^[A-Z0-9 \\-]{3,10}$" flag "s")))) || !exists(@ ? (@."country" != null)) || exists(@."country" ? (@ != null && (@.type() != "string" || !(@ like_regex "^[A-Z]{2}$" flag "s")))))')),
  CONSTRAINT "Organization_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Organization_plan_enum" CHECK ("plan" IN ('enterprise', 'free', 'team')),
  CONSTRAINT "Organization_slug_key" UNIQUE ("slug"),
  CONSTRAINT "Organization_slug_pattern" CHECK ("slug" ~ '^[a-z0-9]+(?:-[a-z0-9]+)*$'),
  CONSTRAINT "Organization_website_pattern" CHECK ("website" ~ '^[^\t\n\u000b\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff<>"{}|\\\^`]*$')
);
COMMENT ON TABLE "public"."Organization" IS 'A company or group that owns projects.';
COMMENT ON COLUMN "public"."Organization"."id" IS 'Identifier, made by the database unless it is given.';
COMMENT ON COLUMN "public"."Organization"."created_at" IS 'When the row was created.';
COMMENT ON COLUMN "public"."Organization"."updated_at" IS 'When the row was last changed.';
COMMENT ON COLUMN "public"."Organization"."name" IS 'Name as the organization writes it.';
COMMENT ON COLUMN "public"."Organization"."slug" IS 'Name in URLs.';
COMMENT ON COLUMN "public"."Organization"."plan" IS 'What the organization pays for.';
COMMENT ON COLUMN "public"."Organization"."website" IS 'Home page.';
COMMENT ON COLUMN "public"."Organization"."address" IS 'Postal address.';

CREATE TABLE "public"."Project" (
  "id" uuid DEFAULT gen_random_uuid() NOT NULL,
  "created_at" timestamp with time zone DEFAULT now() NOT NULL,
  "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
  "organization" uuid NOT NULL,
  "key" text NOT NULL,
  "name" text NOT NULL,
  "status" text DEFAULT 'planned' NOT NULL,
  "lead" uuid,
  "budget" numeric,
  "starts_on" date,
  "due_on" date,
  CONSTRAINT "Project_budget_range" CHECK ("budget" >= 0 AND "budget" < 'Infinity'::numeric),
  CONSTRAINT "Project_due_on_range" CHECK ("due_on" >= '0001-01-01'::date AND "due_on" <= '9999-12-31'::date),
  CONSTRAINT "Project_key_pattern" CHECK ("key" ~ '^[A-Z][A-Z0-9]{1,9}$'),
  CONSTRAINT "Project_organization_key_key" UNIQUE ("organization", "key"),
  CONSTRAINT "Project_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Project_starts_on_range" CHECK ("starts_on" >= '0001-01-01'::date AND "starts_on" <= '9999-12-31'::date),
  CONSTRAINT "Project_status_enum" CHECK ("status" IN ('active', 'done', 'paused', 'planned'))
);
COMMENT ON TABLE "public"."Project" IS 'Work with a goal, done for one organization.';
COMMENT ON COLUMN "public"."Project"."id" IS 'Identifier, made by the database unless it is given.';
COMMENT ON COLUMN "public"."Project"."created_at" IS 'When the row was created.';
COMMENT ON COLUMN "public"."Project"."updated_at" IS 'When the row was last changed.';
COMMENT ON COLUMN "public"."Project"."key" IS 'Short name that the numbers of tasks begin with.';
COMMENT ON COLUMN "public"."Project"."lead" IS 'Who answers for the project.';
COMMENT ON COLUMN "public"."Project"."budget" IS 'In the organization''s currency.';

CREATE TABLE "public"."Tag" (
  "id" uuid DEFAULT gen_random_uuid() NOT NULL,
  "created_at" timestamp with time zone DEFAULT now() NOT NULL,
  "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
  "name" text NOT NULL,
  "color" text DEFAULT '#808080',
  CONSTRAINT "Tag_color_pattern" CHECK ("color" ~ '^#[0-9a-f]{6}$'),
  CONSTRAINT "Tag_pkey" PRIMARY KEY ("id")
);
COMMENT ON TABLE "public"."Tag" IS 'A label that tasks can share.';
COMMENT ON COLUMN "public"."Tag"."id" IS 'Identifier, made by the database unless it is given.';
COMMENT ON COLUMN "public"."Tag"."created_at" IS 'When the row was created.';
COMMENT ON COLUMN "public"."Tag"."updated_at" IS 'When the row was last changed.';
COMMENT ON COLUMN "public"."Tag"."color" IS 'As CSS writes it, in six hexadecimal digits.';

CREATE TABLE "public"."Task" (
  "id" uuid DEFAULT gen_random_uuid() NOT NULL,
  "created_at" timestamp with time zone DEFAULT now() NOT NULL,
  "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
  "project" uuid NOT NULL,
  "title" text NOT NULL,
  "body" text,
  "status" text DEFAULT 'open' NOT NULL,
  "priority" bigint DEFAULT 3 NOT NULL,
  "assignee" uuid,
  "estimate_hours" double precision,
  "due_at" timestamp with time zone,
  "checklist" text[],
  CONSTRAINT "Task_checklist_elements" CHECK (array_position("checklist", NULL) IS NULL AND array_ndims("checklist") = 1),
  CONSTRAINT "Task_due_at_range" CHECK ("due_at" >= '0001-01-01 00:00:00+00'::timestamp with time zone AND "due_at" < '10000-01-01 00:00:00+00'::timestamp with time zone),
  CONSTRAINT "Task_estimate_hours_range" CHECK ("estimate_hours" >= 0 AND "estimate_hours" <= 1000),
  CONSTRAINT "Task_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Task_priority_range" CHECK ("priority" >= 1 AND "priority" <= 5),
  CONSTRAINT "Task_status_enum" CHECK ("status" IN ('cancelled', 'done', 'in_progress', 'open', 'review'))
);
COMMENT ON TABLE "public"."Task" IS 'One piece of work in a project.';
COMMENT ON COLUMN "public"."Task"."id" IS 'Identifier, made by the database unless it is given.';
COMMENT ON COLUMN "public"."Task"."created_at" IS 'When the row was created.';
COMMENT ON COLUMN "public"."Task"."updated_at" IS 'When the row was last changed.';
COMMENT ON COLUMN "public"."Task"."body" IS 'What is to be done, in Markdown.';
COMMENT ON COLUMN "public"."Task"."priority" IS '1 is the most urgent.';
COMMENT ON COLUMN "public"."Task"."checklist" IS 'Steps, in order.';

CREATE TABLE "public"."Task_blocked_by" (
  "Task_id" uuid NOT NULL,
  "blocked_by_id" uuid NOT NULL,
  "position" integer NOT NULL,
  CONSTRAINT "Task_blocked_by_pkey" PRIMARY KEY ("Task_id", "position")
);
COMMENT ON TABLE "public"."Task_blocked_by" IS 'Tasks that must be done first.';

CREATE TABLE "public"."Task_tags" (
  "Task_id" uuid NOT NULL,
  "tags_id" uuid NOT NULL,
  "position" integer NOT NULL,
  CONSTRAINT "Task_tags_pkey" PRIMARY KEY ("Task_id", "position")
);

CREATE TABLE "public"."User" (
  "id" uuid DEFAULT gen_random_uuid() NOT NULL,
  "created_at" timestamp with time zone DEFAULT now() NOT NULL,
  "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
  "name" text NOT NULL,
  "email" text NOT NULL,
  CONSTRAINT "User_email_pattern" CHECK ("email" ~ '^[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}$'),
  CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);
COMMENT ON TABLE "public"."User" IS 'A person who can sign in.';
COMMENT ON COLUMN "public"."User"."id" IS 'Identifier, made by the database unless it is given.';
COMMENT ON COLUMN "public"."User"."created_at" IS 'When the row was created.';
COMMENT ON COLUMN "public"."User"."updated_at" IS 'When the row was last changed.';
COMMENT ON COLUMN "public"."User"."name" IS 'Full name.';
COMMENT ON COLUMN "public"."User"."email" IS 'Address that the user signs in with.';

CREATE INDEX "Comment_author_idx" ON "public"."Comment" USING btree ("author");
CREATE INDEX "Comment_task_idx" ON "public"."Comment" USING btree ("task");

CREATE INDEX "Membership_user_idx" ON "public"."Membership" USING btree ("user");

CREATE INDEX "Project_lead_idx" ON "public"."Project" USING btree ("lead");
CREATE INDEX "Project_status" ON "public"."Project" USING btree ("organization", "status");
CREATE INDEX "due_on" ON "public"."Project" USING btree ("due_on");

CREATE UNIQUE INDEX "unique_name" ON "public"."Tag" USING btree ("name");

CREATE INDEX "Task_assignee_idx" ON "public"."Task" USING btree ("assignee");
CREATE INDEX "Task_status" ON "public"."Task" USING btree ("project", "status", "priority");

CREATE INDEX "Task_blocked_by_blocked_by_id_idx" ON "public"."Task_blocked_by" USING btree ("blocked_by_id");

CREATE INDEX "Task_tags_tags_id_idx" ON "public"."Task_tags" USING btree ("tags_id");

ALTER TABLE "public"."Comment" ADD CONSTRAINT "Comment_author_fkey" FOREIGN KEY ("author") REFERENCES "public"."User" ("id");
ALTER TABLE "public"."Comment" ADD CONSTRAINT "Comment_task_fkey" FOREIGN KEY ("task") REFERENCES "public"."Task" ("id");

ALTER TABLE "public"."Membership" ADD CONSTRAINT "Membership_organization_fkey" FOREIGN KEY ("organization") REFERENCES "public"."Organization" ("id");
ALTER TABLE "public"."Membership" ADD CONSTRAINT "Membership_user_fkey" FOREIGN KEY ("user") REFERENCES "public"."User" ("id");

ALTER TABLE "public"."Project" ADD CONSTRAINT "Project_lead_fkey" FOREIGN KEY ("lead") REFERENCES "public"."User" ("id");
ALTER TABLE "public"."Project" ADD CONSTRAINT "Project_organization_fkey" FOREIGN KEY ("organization") REFERENCES "public"."Organization" ("id");

ALTER TABLE "public"."Task" ADD CONSTRAINT "Task_assignee_fkey" FOREIGN KEY ("assignee") REFERENCES "public"."User" ("id");
ALTER TABLE "public"."Task" ADD CONSTRAINT "Task_project_fkey" FOREIGN KEY ("project") REFERENCES "public"."Project" ("id");

ALTER TABLE "public"."Task_blocked_by" ADD CONSTRAINT "Task_blocked_by_Task_id_fkey" FOREIGN KEY ("Task_id") REFERENCES "public"."Task" ("id") ON DELETE CASCADE;
ALTER TABLE "public"."Task_blocked_by" ADD CONSTRAINT "Task_blocked_by_blocked_by_id_fkey" FOREIGN KEY ("blocked_by_id") REFERENCES "public"."Task" ("id");

ALTER TABLE "public"."Task_tags" ADD CONSTRAINT "Task_tags_Task_id_fkey" FOREIGN KEY ("Task_id") REFERENCES "public"."Task" ("id") ON DELETE CASCADE;
ALTER TABLE "public"."Task_tags" ADD CONSTRAINT "Task_tags_tags_id_fkey" FOREIGN KEY ("tags_id") REFERENCES "public"."Tag" ("id");

COMMIT;
