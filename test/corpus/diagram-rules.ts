// What Mermaid's grammar takes, as far as our diagrams go (test/lint-openapi runs Mermaid's own parser).

const name = String.raw`"[^"%\\\r\n]+"`;
const entity = new RegExp(`^  (${name})(?: \\{)?$`);
const attribute =
  /^ {4}[A-Za-z_][\w(),.]*(?:\[\])? (?!(?:PK|FK|UK)\b)[A-Za-z_\u00C0-\uFFFF][\w\u00C0-\uFFFF-]*(?: (?:PK|FK|UK)(?:, (?:FK|UK))*)?(?: "[^"~%\\\r\n#;]+")?$/i;
const relation = new RegExp(
  `^  (${name}) (?:\\|\\||\\|o|\\}o)--(?:o\\{|o\\|) (${name}) : "[^"]+"$`,
);

export interface DiagramReport {
  readonly problems: readonly string[];
  readonly entities: readonly string[];
  /** Those with columns. */
  readonly described: readonly string[];
}

/** Reads a diagram, line by line. */
export function readDiagram(text: string): DiagramReport {
  const problems: string[] = [];
  const entities: string[] = [];
  const described: string[] = [];
  const lines = text.split("\n");
  if (lines.shift() !== "erDiagram") problems.push("it does not begin with erDiagram");
  if (lines.pop() !== "") problems.push("its last line does not end");
  let isInside = false;
  for (const line of lines) {
    const related = relation.exec(line);
    const named = entity.exec(line);
    if (isInside) {
      if (line === "  }") isInside = false;
      else if (!attribute.test(line)) problems.push(line);
    } else if (related !== null) {
      for (const end of related.slice(1)) {
        if (!entities.includes(end)) problems.push(`${end} is not there: ${line}`);
      }
    } else if (named !== null) {
      const [, which = ""] = named;
      if (entities.includes(which)) problems.push(`${which} is there twice`);
      entities.push(which);
      isInside = line.endsWith("{");
      if (isInside) described.push(which);
    } else if (!/^ {2}%% [^{]*$/.test(line)) problems.push(line);
    if (/direction\s+(?:TB|BT|LR|RL)/i.test(line)) problems.push(line);
  }
  return { problems, entities, described };
}
