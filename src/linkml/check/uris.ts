// The URI of a class or slot is a URI, or a CURIE whose prefix is declared: type designators and defaults are made of it.

import type { Report } from "../../text/diagnostic.ts";
import { childPointer } from "../../text/pointer.ts";
import { suggester } from "../../text/suggest.ts";
import type { Origin } from "../metamodel.ts";
import type { SchemaView } from "../schema-view.ts";

export function checkUris(view: SchemaView, report: Report): void {
  const prefixes = [...(view.schema.prefixes?.keys() ?? [])];
  const suggest = suggester();
  const check = (from: string, metaslot: string, uri: string | undefined, origin: Origin): void => {
    // LinkML's own modules leave some prefixes out; nobody who imports one can do anything about it.
    if (uri === undefined || origin.file.startsWith("linkml:")) return;
    if (view.expandCurie(uri) !== undefined) return;
    const place = { file: origin.file, pointer: childPointer(origin.pointer, metaslot) };
    const [prefix = "", local] = uri.split(":", 2);
    if (local === undefined) report("invalid-curie", place, { from, text: uri });
    else
      report("undeclared-prefix", place, { from, prefix, suggestion: suggest(prefix, prefixes) });
  };
  for (const { name, classUri, origin } of view.schema.classes.values()) {
    check(`class_uri of class "${name}"`, "class_uri", classUri, origin);
  }
  for (const { name, slotUri, origin } of view.slots.values()) {
    check(`slot_uri of slot "${name}"`, "slot_uri", slotUri, origin);
  }
}
