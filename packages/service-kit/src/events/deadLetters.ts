import type { Sql } from "../database/sql.ts";
import { toJson } from "./event.ts";

/** What could not be handled and was set aside in the subscriber's own database. */
export interface DeadLetter {
  readonly id: string;
  readonly kind: "event" | "job";
  readonly type: string;
  readonly subject: string;
  readonly body: unknown;
  readonly error: string;
  readonly attempts: number;
  readonly failedAt: Date;
  readonly replayedAt: Date | null;
}

/** Sets aside; a repeat of what is set aside already counts as further attempts. */
export const bury = (db: Sql, letter: Omit<DeadLetter, "replayedAt">) => db.$executeRaw`
  INSERT INTO kit_dead_letter AS d (id, kind, type, subject, body, error, attempts, failed_at)
  VALUES (${letter.id}::uuid, ${letter.kind}, ${letter.type}, ${letter.subject}, ${toJson(letter.body)}::jsonb,
    ${letter.error}, ${letter.attempts}, ${letter.failedAt}::timestamptz)
  ON CONFLICT (id) DO UPDATE SET error = EXCLUDED.error, attempts = d.attempts + EXCLUDED.attempts`;

/** Newest first. */
export const deadLetters = (db: Sql, first: number) => db.$queryRaw<DeadLetter[]>`
  SELECT id, kind, type, subject, body, error, attempts, failed_at AS "failedAt", replayed_at AS "replayedAt"
  FROM kit_dead_letter ORDER BY failed_at DESC, id LIMIT ${first}::int`;

export async function findDeadLetter(db: Sql, id: string): Promise<DeadLetter | null> {
  const [found] = await db.$queryRaw<DeadLetter[]>`
    SELECT id, kind, type, subject, body, error, attempts, failed_at AS "failedAt", replayed_at AS "replayedAt"
    FROM kit_dead_letter WHERE id::text = ${id}`;
  return found ?? null;
}

export const markReplayed = (db: Sql, id: string, now: Date) => db.$executeRaw`
  UPDATE kit_dead_letter SET replayed_at = ${now}::timestamptz WHERE id = ${id}::uuid AND replayed_at IS NULL`;
