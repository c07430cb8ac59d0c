// Where things go that are no longer wanted or never were the application's: the namespaces beside the one we manage.

import { shortenName } from "../relational/name.ts";

/** Holds the history of migrations. */
export function historyNamespace(namespace: string): string {
  return shortenName(`${namespace}_history`);
}

/** Holds retired tables. */
export function retiredNamespace(namespace: string): string {
  return shortenName(`${namespace}_retired`);
}

/** The name of a retired table or column; the migration's number keeps two retirements of one name apart. */
export function retiredName(migration: number, name: string): string {
  return shortenName(`_retired_${migration}_${name}`);
}

/** Whether `retiredName` made this name. */
export function isRetiredName(name: string): boolean {
  return /^_retired_\d+_/.test(name);
}
