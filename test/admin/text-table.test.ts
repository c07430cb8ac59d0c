import { expect, it } from "vitest";
import { rowCount, textTable } from "../../src/admin/text-table.ts";

it("is laid out like psql's", () => {
  const columns = [
    { heading: "Schema" },
    { heading: "Name" },
    { heading: "Rows", align: "right" },
  ] as const;
  expect(
    textTable("List of relations", columns, [
      ["public", "User", "12"],
      ["public", "Größe_🦊", ""],
      ["a\n  b", "x", "7"],
    ]) +
      rowCount(1) +
      rowCount(0),
  ).toBe(
    [
      "    List of relations",
      " Schema |  Name   | Rows",
      "--------+---------+------",
      " public | User    |   12",
      " public | Größe_🦊 |",
      " a b    | x       |    7",
      "(1 row)",
      "(0 rows)",
      "",
    ].join("\n"),
  );
});

it("shows headings when there are no rows", () => {
  expect(textTable(undefined, [{ heading: "Name" }], [])).toBe(" Name\n------\n");
});
