// The JSON of the catalog statement → triggers and their functions. What the model cannot express stays visible as `variant`.

import type { Routine, Trigger } from "../../relational/database.ts";

export interface TriggerJson {
  readonly name: string;
  readonly definition: string;
  /** Bits of pg_trigger.tgtype. */
  readonly type: number;
  readonly enabled: string;
  /** Without WHEN, transition tables or a constraint. */
  readonly plain: boolean;
  readonly columns: readonly string[];
  readonly routine: string;
  readonly routine_namespace: string;
  /** A digest of the routine's text, for the fingerprint. */
  readonly body: string;
  /** Hexadecimal; each argument ends in a zero byte. */
  readonly arguments: string;
}

export interface RoutineJson {
  readonly name: string;
  readonly body: string;
  readonly settings: readonly string[];
  readonly security_definer: boolean;
  readonly volatility: string;
}

/** ROW, INSERT, DELETE and UPDATE; TRUNCATE: all else is a variant. */
const ROW_EVENT = 1 + 4 + 8 + 16;
const TRUNCATE_EVENT = 32;

/** `namespace` is the one we read. */
export function decodeTrigger(json: TriggerJson, namespace: string): Trigger {
  const isRow = json.type === ROW_EVENT && json.columns.length > 0;
  const isPlain =
    json.plain &&
    json.routine_namespace === namespace &&
    (isRow || (json.type === TRUNCATE_EVENT && json.columns.length === 0));
  const variant = [isPlain ? "" : json.definition, json.enabled === "O" ? "" : "DISABLED"]
    .filter((part) => part !== "")
    .join(" ");
  return {
    name: json.name,
    event: isRow ? "row" : "truncate",
    columns: json.columns,
    routine: json.routine,
    arguments: triggerArguments(json.arguments),
    ...(variant === "" ? {} : { variant }),
  };
}

function triggerArguments(hex: string): readonly string[] {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return new TextDecoder().decode(bytes).split("\0").slice(0, -1);
}

/** One of our functions, or another of its name. */
export function decodeRoutine(json: RoutineJson): Routine {
  const variant = [
    json.security_definer ? "SECURITY DEFINER" : "",
    json.volatility === "v" ? "" : "NOT VOLATILE",
    json.settings.length === 1 && json.settings[0] === 'search_path=""'
      ? ""
      : `SET ${json.settings.join(", ")}`,
  ]
    .filter((part) => part !== "")
    .join(" ");
  return { name: json.name, body: json.body, ...(variant === "" ? {} : { variant }) };
}
