// The two printers of the shapes agree: every example of the generated OpenAPI document passes the generated Zod schema.

import { expect, test } from "vitest";
import { validators } from "#generated/worker.ts";
import openapi from "#generated/openapi.json" with { type: "json" };

interface Media {
  readonly examples?: { readonly example: { readonly $ref: string } };
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Answer | { readonly $ref: string }>>;
}

interface Answer {
  readonly content?: Readonly<Record<string, Media>>;
}

const paths = openapi.paths as unknown as Readonly<
  Record<string, Readonly<Record<string, object>>>
>;
const operations = Object.values(paths)
  .flatMap((item) => Object.values(item) as unknown as Operation[])
  .filter(({ operationId }) => operationId !== undefined);

test.for(operations)("$operationId", async ({ operationId, tags, requestBody, responses }) => {
  const { read, create, update } = await validators[tags[0] ?? ""]!();
  const sent = exampleOf(requestBody?.content["application/json"]);
  if (requestBody) {
    const validator = operationId.startsWith("create") ? create : update;
    expect(validator.safeParse(sent)).toMatchObject({ success: true });
  }
  const answer = sharedAnswer(responses["200"] ?? responses["201"]);
  const answered = exampleOf(answer?.content?.["application/json"]);
  const rows = isPage(answered) ? answered.items : answered === undefined ? [] : [answered];
  expect(rows.length).toBe(operationId.startsWith("delete") ? 0 : 1);
  for (const row of rows) expect(read.safeParse(row)).toMatchObject({ success: true });
});

function sharedAnswer(answer: Operation["responses"][string] | undefined): Answer | undefined {
  if (answer === undefined || !("$ref" in answer)) return answer;
  const shared = openapi.components.responses as unknown as Readonly<Record<string, Answer>>;
  return shared[answer.$ref.split("/").at(-1) ?? ""];
}

function exampleOf(media: Media | undefined): unknown {
  const name = media?.examples?.example.$ref.split("/").at(-1) ?? "";
  const examples = openapi.components.examples as Readonly<
    Record<string, { readonly value: unknown }>
  >;
  return examples[name]?.value;
}

function isPage(value: unknown): value is { readonly items: readonly unknown[] } {
  return typeof value === "object" && value !== null && "next_cursor" in value;
}
