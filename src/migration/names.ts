// Where things go that are no longer wanted or never were the application's: the namespaces beside the one we manage.

import { shortenName } from "../relational/name.ts";

/** The alias of the session's own namespace: what is made in it ends with the session, or with its transaction. */
export const TEMPORARY = "pg_temp";

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

/** The number of the migration that retired what is called so; undefined where no migration of ours can have made the name. */
export function retiredBy(name: string): number | undefined {
  const digits = /^_retired_(\d{1,9})_/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether `name` is what something called `wanted` was retired as, by whatever migration. */
export function isRetired(name: string, wanted: string): boolean {
  const number = retiredBy(name);
  return number !== undefined && retiredName(number, wanted) === name;
}

/** Of the names that something called `wanted` was retired under, the one of the latest migration. */
export function newestRetired(names: Iterable<string>, wanted: string): string | undefined {
  let best: { readonly name: string; readonly number: number } | undefined;
  for (const name of names) {
    const number = retiredBy(name);
    if (number === undefined || retiredName(number, wanted) !== name) continue;
    if (best === undefined || number > best.number) best = { name, number };
  }
  return best?.name;
}

/** What a new column is called, and what is made for it, until it takes the place of the one that it replaces. */
export function shadowName(migration: number, name: string): string {
  return shortenName(`_new_${migration}_${name}`);
}

/** The number of the migration that made such a name; undefined where none of ours can have made it. */
export function shadowedBy(name: string): number | undefined {
  const digits = /^_new_(\d{1,9})_/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
