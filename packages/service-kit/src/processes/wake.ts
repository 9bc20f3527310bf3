import type { Sql } from "../database/sql.ts";

/** PostgreSQL's channel on which workers are told that a process is due. */
export const processChannel = "madang_process";

/** A process by its name, or by its definition. */
export type ProcessName = string | { readonly name: string };

export const nameOf = (process: ProcessName): string => (typeof process === "string" ? process : process.name);

/**
 * Has the processes of that name and subject look again, when the transaction commits: the step that waits is
 * executed at once, and one that is being executed, and then wants to wait, is executed again. One that failed keeps
 * the rest of its pause, so that whoever wakes cannot use up its attempts.
 */
export async function wake(tx: Sql, name: string, subject: string, now: Date): Promise<void> {
  // Locked in one order, so that two who wake the same processes never wait for each other.
  await tx.$executeRaw`
    WITH woken AS (
      UPDATE kit_process p SET woken = true,
        due_at = CASE WHEN p.attempts = 0 THEN LEAST(p.due_at, ${now}::timestamptz) ELSE p.due_at END
      FROM (SELECT id FROM kit_process WHERE name = ${name} AND subject = ${subject} AND status = 'RUNNING'
            ORDER BY id FOR UPDATE) AS asleep
      WHERE p.id = asleep.id RETURNING p.id)
    SELECT pg_notify(${processChannel}, '') FROM woken LIMIT 1`;
}
