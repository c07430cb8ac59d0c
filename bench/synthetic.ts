// A number → a schema of that size: one of ordinary make, and some that are large in one way only.

import type { SchemaBundle } from "../src/linkml/load.ts";

export interface Series {
  readonly name: string;
  /** Doubling twice. */
  readonly sizes: readonly [number, number, number];
  readonly bundle: (size: number) => SchemaBundle;
}

export const series: readonly Series[] = [
  { name: "ordinary classes", sizes: [1000, 2000, 4000], bundle: ordinary },
  { name: "chains of is_a, 90 deep", sizes: [900, 1800, 3600], bundle: chains },
  // Each adds a column to one table, and Postgres has room for 1600.
  { name: "mixins of one class", sizes: [375, 750, 1500], bundle: mixins },
  { name: "values of one enum", sizes: [10_000, 20_000, 40_000], bundle: values },
  { name: "a chain of imports", sizes: [120, 240, 480], bundle: imports },
  { name: "classes that refer to one base class", sizes: [250, 500, 1000], bundle: referrers },
];

const head = (name: string): string => `id: https://example.org/${name}
name: ${name}
imports:
  - linkml:types
default_range: string
`;

function bundleOf(text: string): SchemaBundle {
  return { root: "synthetic.yaml", files: { "synthetic.yaml": text } };
}

function times(count: number, print: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => print(index)).join("");
}

/** Families of ten: a base with an identifier, and children that refine it and refer to the next family. */
function ordinary(size: number): SchemaBundle {
  const families = Math.ceil(size / 10);
  const classes = times(size, (index) => {
    const family = Math.floor(index / 10);
    if (index % 10 === 0) {
      return `  Base${family}:
    description: What the members of family ${family} share.
    attributes:
      id: { identifier: true }
      label: { required: true, description: "A name for people, ${family}." }
      created: { range: date }
      status: { range: Status${family % 20} }
      score: { range: integer, minimum_value: 0, maximum_value: 100 }
`;
    }
    const next = (family + 1) % families;
    return `  Member${index}:
    is_a: Base${family}
    description: Member ${index} of family ${family}.
    slot_usage:
      label: { pattern: "^[A-Z]" }
    attributes:
      code_${index}: { pattern: "^[a-z]+[0-9]{3}$", description: "A code of member ${index}." }
      amount_${index}: { range: decimal, minimum_value: 0 }
      tags: { multivalued: true }
      neighbour: { range: Member${next * 10 + 1 < size ? next * 10 + 1 : 1} }
`;
  });
  const enums = times(
    20,
    (index) => `  Status${index}:
    permissible_values:
      open: { description: Still open. }
      done: { description: Done. }
      s${index}:
`,
  );
  return bundleOf(`${head("ordinary")}classes:\n${classes}enums:\n${enums}`);
}

/** Longer ones are refused. */
const DEEPEST = 90;

function chains(size: number): SchemaBundle {
  const classes = times(size, (index) =>
    index % DEEPEST === 0
      ? `  C${index}:\n    attributes:\n      id: { identifier: true }\n`
      : `  C${index}:\n    is_a: C${index - 1}\n`,
  );
  return bundleOf(`${head("chains")}classes:\n${classes}`);
}

function mixins(size: number): SchemaBundle {
  const parts = times(
    size,
    (index) => `  M${index}:\n    mixin: true\n    attributes:\n      m${index}:\n`,
  );
  const names = times(size, (index) => `      - M${index}\n`);
  return bundleOf(`${head("mixins")}classes:
  Wide:
    attributes:
      id: { identifier: true }
    mixins:
${names}${parts}`);
}

function values(size: number): SchemaBundle {
  const list = times(
    size,
    (index) =>
      `      value ${index}: { description: "Number ${index}.", meaning: "ex:${index}" }\n`,
  );
  return bundleOf(`${head("values")}classes:
  Thing:
    attributes:
      id: { identifier: true }
      kind: { range: Kind }
enums:
  Kind:
    permissible_values:
${list}`);
}

function imports(size: number): SchemaBundle {
  const files = Array.from({ length: size }, (_, index) => {
    const next = index + 1 < size ? `  - part${index + 1}\n` : "";
    const text = `id: https://example.org/part${index}
name: part${index}
imports:
  - linkml:types
${next}classes:
  Part${index}:
    attributes:
      id: { identifier: true, range: string }
`;
    return [`part${index}.yaml`, text] as const;
  });
  return { root: "part0.yaml", files: Object.fromEntries(files) };
}

function referrers(size: number): SchemaBundle {
  const classes = times(
    size,
    (index) => `  Thing${index}:
    is_a: Base
    attributes:
      other: { range: Base }
`,
  );
  return bundleOf(`${head("referrers")}classes:
  Base:
    abstract: true
    attributes:
      id: { identifier: true }
${classes}`);
}
