// Where our verdict on an instance is not its authors', and why. Checked: an entry that is no longer needed fails the test.

const TIMESTAMP =
  "invalid only because PyYAML turns an unquoted timestamp into an object of Python; by YAML 1.2 it is a text, and a valid one";

const REPEATED_LIST =
  "a list stands twice under one key, with different items, of which PyYAML silently drops the first";

/** Schema → file → reason. */
export const disagreements: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  nmdc: {
    "_data/valid/Database-neon-story.yaml": REPEATED_LIST,
    "_data/valid/Database-neon_Biosample_to_DataObject_NEON.yaml": REPEATED_LIST,
    "_data/invalid/Database-plannedprocess-non-string-end_datet.yaml": TIMESTAMP,
    "_data/invalid/NomAnalysis-non-string-ended_at_time.yaml": TIMESTAMP,
  },
};

/** Schemas that LinkML's rules refuse, so that there is nothing to judge by. */
export const uncompiled: Readonly<Record<string, string>> = {
  agr_curation: "several of its files define slots of one name, each in another way",
};

const SAME_ID =
  "a primer has the id of another sequence; as a primer is a sequence, too, a reference by this id could mean either";

/** Valid instances that no table can hold: schema → file → reason. */
export const unstorable: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  nmdc: {
    "_data/valid/Biosample-possibly-exhaustive.yaml":
      "it has a value for nearly each of some 560 slots; a row of Postgres has room for some 450 that are not short",
  },
  opencloning: {
    "_data/valid/crispr_hdr.json": SAME_ID,
    "_data/valid/gateway.json": SAME_ID,
    "_data/valid/gibson_assembly.json": SAME_ID,
    "_data/valid/golden_gate.json": SAME_ID,
    "_data/valid/homologous_recombination.json": SAME_ID,
    "_data/valid/plannotate.json": SAME_ID,
    "_data/valid/restriction_ligation_assembly.json": SAME_ID,
    "_data/valid/restriction_then_ligation.json": SAME_ID,
    "_data/valid/templateless_PCR.json": SAME_ID,
  },
};
