import {
  type CallDefinition,
  eventsOf,
  moneyOut,
  type ProcessView,
  processesAbout,
  type StoredEvent,
} from "@madang/service-kit";
import { z } from "zod";
import { mailsOf, moneyOf, movementsOf, type TimelinePart } from "../calls/timeline.ts";
import type { Context } from "../context.ts";
import type { OrderRow } from "./orders.ts";

/** Everything that happened to an order, from the rooms that own it. */
export async function timelineOf({ db, call, log }: Pick<Context, "db" | "call" | "log">, { id }: OrderRow) {
  const missing: string[] = [];
  const ask = async <V>(what: CallDefinition<V, readonly TimelinePart[]>, variables: V) => {
    try {
      return (await call(what, variables)).map((entry) => ({ ...entry, room: what.to }));
    } catch (err) {
      log.warn({ err, order: id }, `${what.to} says nothing for a timeline`);
      missing.push(what.to);
      return [];
    }
  };
  const [events, processes, ...others] = await Promise.all([
    eventsOf(db, id),
    processesAbout(db, ["checkout", "cancellation"], id),
    ask(moneyOf, { orderId: id }),
    ask(movementsOf, { key: id }),
    ask(mailsOf, { subjectId: id }),
  ]);
  const own = [...events.map(ofEvent), ...processes.flatMap(ofSteps)];
  const entries = [...own.map((entry) => ({ ...entry, room: "orders" })), ...others.flat()];
  entries.sort((a, b) => a.at.getTime() - b.at.getTime());
  return { entries, missing: missing.sort() };
}

const told = z.object({
  currency: z.string().optional(),
  totalMinor: z.coerce.bigint().optional(),
  reason: z.string().nullish(),
  cancelled: z.object({ amountMinor: z.coerce.bigint(), lines: z.array(z.object({ quantity: z.number() })) }).nullish(),
});

function ofEvent({ type, time, data }: StoredEvent): TimelinePart {
  const { currency, totalMinor, reason, cancelled } = told.parse(JSON.parse(data));
  const money = (minor: bigint) => (currency ? Object.values(moneyOut({ minor, currency })).join(" ") : `${minor}`);
  const detail: string[] = [];
  if (totalMinor !== undefined) detail.push(`total ${money(totalMinor)}`);
  if (cancelled) {
    const pieces = cancelled.lines.reduce((sum, { quantity }) => sum + quantity, 0);
    detail.push(`${pieces} ${pieces === 1 ? "piece" : "pieces"} for ${money(cancelled.amountMinor)} given up`);
  }
  if (reason) detail.push(`reason: ${reason}`);
  return { at: time, kind: "EVENT", name: type, detail: detail.join(", ") };
}

const ofSteps = ({ steps }: ProcessView): TimelinePart[] =>
  steps.flatMap(({ name, status, attempts, startedAt, error }) =>
    startedAt === null
      ? []
      : [
          {
            at: startedAt,
            kind: "STEP" as const,
            name,
            detail: `${status}, ${attempts} ${attempts === 1 ? "attempt" : "attempts"}${error ? `: ${error}` : ""}`,
          },
        ],
  );
