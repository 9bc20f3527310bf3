import { createHash } from "node:crypto";
import { z } from "zod";
import type { Sql } from "./database/sql.ts";
import { toJson } from "./events/event.ts";
import type { Viewer } from "./identity/viewer.ts";
import { type InvalidInput, invalidInput, isProblem, type Problem, problem } from "./problem.ts";
import type { Action } from "./work.ts";

/** The form of an idempotency key: 8 to 128 printable ASCII characters. */
export const idempotencyKey = z
  .string()
  .min(8)
  .max(128)
  .regex(/^[\x21-\x7e]+$/);

export type IdempotencyConflict = Problem<"IdempotencyConflict">;

/** Whose keys a viewer's are: nobody can meet another's. */
export const ownerOf = (viewer: Viewer, guest = "guest") => viewer.service ?? viewer.accountId ?? guest;

/** A hash of an input, the same whatever the order of its keys. */
export const hashOf = (input: unknown) =>
  createHash("sha256")
    .update(toJson(sorted(input)))
    .digest("hex");

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
};

/**
 * Makes an action take effect once per key: the same key and input give the first success again, other input is a
 * conflict, and a call still in flight is waited for (its row is locked). Problems are not kept, so that a
 * corrected try may use the key again.
 *
 * `remember` says what to keep of a success (an id, mostly), `recall` makes the answer of it.
 */
export const idempotent =
  <Tx extends Sql, Input extends { readonly idempotencyKey: string }, Result extends object, Kept>(
    name: string,
    action: Action<Tx, Input, Result>,
    {
      remember,
      recall,
    }: {
      readonly remember: (result: Exclude<Result, Problem>) => Kept;
      readonly recall: (
        work: Parameters<Action<Tx, Input, Result>>[0],
        kept: Kept,
      ) => Promise<Exclude<Result, Problem>>;
    },
  ): Action<Tx, Input, Result | IdempotencyConflict | InvalidInput> =>
  async (work, input) => {
    if (!idempotencyKey.safeParse(input.idempotencyKey).success)
      return invalidInput({ path: "idempotencyKey", code: "WRONG_FORMAT" });
    const owner = ownerOf(work.viewer);
    const { idempotencyKey: key, ...rest } = input;
    const inputHash = hashOf(rest);
    // A second call with the key waits here until the first commits or is rolled back.
    const made = await work.tx.$executeRaw`
      INSERT INTO kit_idempotency (owner, action, key, input_hash, created_at)
      VALUES (${owner}, ${name}, ${key}, ${inputHash}, ${work.now}::timestamptz) ON CONFLICT DO NOTHING`;
    if (made === 0) {
      const [first] = await work.tx.$queryRaw<{ inputHash: string; answer: Kept }[]>`
        SELECT input_hash AS "inputHash", answer FROM kit_idempotency
        WHERE owner = ${owner} AND action = ${name} AND key = ${key}`;
      if (first?.inputHash !== inputHash) return problem("IdempotencyConflict");
      return recall(work, first.answer);
    }
    const result = await action(work, input);
    if (isProblem(result)) return result;
    const kept = toJson(remember(result as Exclude<Result, Problem>));
    await work.tx.$executeRaw`
      UPDATE kit_idempotency SET answer = ${kept}::jsonb
      WHERE owner = ${owner} AND action = ${name} AND key = ${key}`;
    return result;
  };
