// Trigger functions and triggers → the statements that make and remove them.

import type { Routine, Trigger } from "../relational/database.ts";
import {
  dollarQuote,
  identifierList,
  qualifiedName,
  quoteIdentifier,
  quoteLiteral,
} from "./quote.ts";

/** The function; where it is there already, `replace` gives it another body. */
export function createRoutine(namespace: string, routine: Routine, replace: boolean): string {
  const verb = replace ? "CREATE OR REPLACE FUNCTION" : "CREATE FUNCTION";
  return `${verb} ${call(namespace, routine.name)} RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS ${dollarQuote(routine.body)}`;
}

export function dropRoutine(namespace: string, name: string): string {
  return `DROP FUNCTION ${call(namespace, name)}`;
}

function call(namespace: string, name: string, args: readonly string[] = []): string {
  return `${qualifiedName(namespace, name)}(${args.map(quoteLiteral).join(", ")})`;
}

export function createTrigger(namespace: string, table: string, trigger: Trigger): string {
  const event =
    trigger.event === "truncate"
      ? "AFTER TRUNCATE"
      : `AFTER INSERT OR DELETE OR UPDATE OF ${identifierList(trigger.columns)}`;
  const level = trigger.event === "truncate" ? "STATEMENT" : "ROW";
  return `CREATE TRIGGER ${quoteIdentifier(trigger.name)} ${event} ON ${qualifiedName(namespace, table)} FOR EACH ${level} EXECUTE FUNCTION ${call(namespace, trigger.routine, trigger.arguments)}`;
}

export function dropTrigger(namespace: string, table: string, name: string): string {
  return `DROP TRIGGER ${quoteIdentifier(name)} ON ${qualifiedName(namespace, table)}`;
}
