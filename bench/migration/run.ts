// The measurements of planning, as tables: ours beside planners from npm, near and far from the database.

import { milliseconds, printTable } from "../table.ts";
import { startDatabases, type Databases } from "./databases.ts";
import { planningCost, PLANNERS, type PlannerName, type PlanningCost } from "./measure-planners.ts";
import type { Task } from "./serve-runs.ts";

const SIZES = [
  { size: 100, peers: true },
  { size: 1_000, peers: true },
  { size: 4_000, peers: false },
] as const;

const WORKS: Readonly<Record<Task["work"], string>> = {
  changes: "five changes",
  nothing: "nothing to do",
  everything: "an empty database",
};

const ROUND_TRIPS_MS = [0, 20];

const SET_UP = `Each planner in a process of its own, connected and warm: a run that does not count, then five; wall time, a run over 60 s is stopped.
Postgres 18, tables of ten columns with identity, foreign key, index, check, defaults, comments and 20 rows each.
Ours: over Neon's HTTP protocol; its history holds the schema as it was. Postgres's wording of new expressions and the counting of rows are in its time.
pg-delta and @pgkit/migra: two databases over TCP; making the second (the schema as it should be) is not in their time, and is given below.
drizzle-kit: one database over TCP, the other side as objects of drizzle-orm (pushSchema, without applying).
The round trip is added by a proxy, in front of the HTTP endpoint for ours and of Postgres for the others; it counts, too.`;

export async function migrationCosts(): Promise<void> {
  console.log(`planning a migration:\n${SET_UP}\n`);
  const databases = await startDatabases();
  try {
    for (const { size, peers } of SIZES) await measureSize(databases, size, peers);
  } finally {
    await databases.close();
  }
}

async function measureSize(databases: Databases, size: number, peers: boolean): Promise<void> {
  const setUp = await databases.prepare(size, peers);
  console.log(
    `${size} tables${peers ? ` (making the second database took ${milliseconds(setUp)} ms)` : ""}:`,
  );
  const planners = peers ? PLANNERS : PLANNERS.slice(0, 1);
  for (const roundTripMs of ROUND_TRIPS_MS) {
    const rows: (readonly string[])[] = [];
    for (const work of Object.keys(WORKS) as Task["work"][]) {
      // Planning 4,000 tables at once is more than one migration may do.
      const ours = await planningCost(databases, "ours", { work, size }, roundTripMs);
      for (const planner of planners) {
        const cost =
          planner === "ours"
            ? ours
            : await planningCost(databases, planner, { work, size }, roundTripMs);
        rows.push(row(planner, work, cost, ours));
      }
    }
    const head = ["", "", "median", "min", "ratio", "CPU", "round trips", "kB", "steps"];
    console.log(`  ${roundTripMs} ms of round trip added:`);
    printTable(head, rows);
  }
  console.log();
}

function row(
  planner: PlannerName,
  work: Task["work"],
  cost: PlanningCost | string,
  ours: PlanningCost | string,
): readonly string[] {
  const name = planner === "ours" ? WORKS[work] : "";
  if (typeof cost === "string") return [name, planner, cost, "", "", "", "", "", ""];
  const ratio = typeof ours === "string" ? "" : `×${(cost.median / ours.median).toFixed(1)}`;
  return [
    name,
    planner,
    milliseconds(cost.median),
    milliseconds(cost.min),
    ratio,
    milliseconds(cost.cpu),
    String(cost.roundTrips),
    (cost.bytes / 1000).toFixed(0),
    String(cost.steps),
  ];
}
