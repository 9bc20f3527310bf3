import type { Clock } from "./clock.ts";
import type { Sql } from "./database/sql.ts";

/** Something that is wrong: what it is about, and what is wrong in words. */
export interface Finding {
  readonly subject: string;
  readonly detail: string;
}

/** What a subgraph knows to be true of its own data; whatever it finds is a fault of ours. */
export interface Check<Client> {
  /** What holds when all is well: `stock-equals-movements`. */
  readonly name: string;
  readonly description: string;
  /** At most 100 are told. */
  find(db: Client, now: Date): PromiseLike<readonly Finding[]>;
}

export interface Inconsistency extends Finding {
  readonly check: string;
}

const most = 100;

/** Everything that the subgraph's checks and the kit's find wrong, one check after the other. */
export async function inconsistenciesOf<Client extends Sql>(
  db: Client,
  clock: Clock,
  checks: readonly Check<Client>[],
): Promise<Inconsistency[]> {
  const now = await clock(db);
  const found: Inconsistency[] = [];
  for (const { name, find } of [...checks, ...kitChecks])
    for (const { subject, detail } of (await find(db, now)).slice(0, most))
      found.push({ check: name, subject, detail });
  return found;
}

/** Of the tables that every database has. */
const kitChecks: readonly Check<Sql>[] = [
  {
    name: "deliveries-arrive",
    description: "An event or job is acknowledged within 15 minutes.",
    find: (db, now) => db.$queryRaw<Finding[]>`
      SELECT id::text AS subject, format('%s for %s is not acknowledged since %s, after %s attempts.', name, target,
        to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), attempts) AS detail
      FROM kit_delivery WHERE done_at IS NULL AND created_at < ${now}::timestamptz - INTERVAL '15 minutes'
      ORDER BY created_at LIMIT ${most}::int`,
  },
  {
    name: "dead-letters-are-replayed",
    description: "Nothing that could not be handled is left lying.",
    find: (db) => db.$queryRaw<Finding[]>`
      SELECT id::text AS subject, format('%s about %s: %s', type, subject, error) AS detail
      FROM kit_dead_letter WHERE replayed_at IS NULL ORDER BY failed_at LIMIT ${most}::int`,
  },
  {
    // With waits that double from half a second to a minute, 20 attempts take about a quarter of an hour.
    name: "processes-move-on",
    description: "A process is somewhere else 15 minutes after it is due, and no step of it fails 20 times in a row.",
    find: (db, now) => db.$queryRaw<Finding[]>`
      SELECT coalesce(subject, id) AS subject, format('%s is stuck at %s (%s) after %s attempts: %s', name,
        coalesce(steps -> step ->> 'name', 'its end'), lower(direction), attempts,
        coalesce(steps -> step -> 'undo' ->> 'error', steps -> step ->> 'error', 'nobody drives it')) AS detail
      FROM kit_process
      WHERE status = 'RUNNING' AND (attempts >= 20
        OR greatest(due_at, updated_at) < ${now}::timestamptz - INTERVAL '15 minutes')
      ORDER BY due_at LIMIT ${most}::int`,
  },
];
