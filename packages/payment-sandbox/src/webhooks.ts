import { createHmac } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Event } from "./books.ts";
import type { Faults } from "./faults.ts";
import type { Ledger } from "./ledger.ts";

const firstWaitMs = 250;
const longestWaitMs = 10_000;
const attemptMs = 5_000;
const atOnce = 16;
/** How long an event that is to be overtaken waits for another to do it. */
const overtakenMs = 3_000;

/** `t=<unix seconds>,v1=<hex of HMAC-SHA-256 of "t.body">`. */
export const signature = (secret: string, body: string, seconds: number) =>
  `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;

/** Tells the shop of every event until it answers 2xx; what is not told yet is in the ledger, and survives a crash. */
export function webhooks(ledger: Ledger, faults: Faults, target: { url: string; secret: string }) {
  const ended = new AbortController();
  const known = new Set<string>();
  const overtaken: (() => void)[] = [];
  const running = new Set<Promise<void>>();

  const inTurn = limiter(atOnce);
  const pause = (ms: number) => wait(ms, undefined, { signal: ended.signal });

  const post = async (event: Event) => {
    const body = JSON.stringify({ ...event, reference: ledger.books.payments.get(event.payment)?.reference });
    const response = await fetch(target.url, {
      method: "POST",
      redirect: "error",
      headers: {
        "content-type": "application/json",
        "sandbox-signature": signature(target.secret, body, Math.floor(Date.now() / 1_000)),
      },
      body,
      signal: AbortSignal.any([ended.signal, AbortSignal.timeout(attemptMs)]),
    });
    await response.arrayBuffer();
    return response.ok;
  };

  const postUntilTaken = async (event: Event) => {
    for (let ms = firstWaitMs; ; ms = Math.min(ms * 2, longestWaitMs)) {
      // A shop that is away and one that answers 500 are the same to us: it has not taken it.
      if (await inTurn(() => post(event)).catch(() => false)) return;
      await pause(ms);
    }
  };

  const tell = async (event: Event) => {
    const rule = faults.strike("webhook", ledger.books.payments.get(event.payment)?.reference);
    if (rule?.fault === "never") {
      ledger.book(new Date(), [{ type: "event_dropped", event: event.id }]);
      return;
    }
    if (rule?.fault === "late") await pause(rule.ms);
    if (rule?.fault === "out_of_order")
      await Promise.race([pause(overtakenMs), new Promise<void>((resolve) => overtaken.push(resolve))]);
    // The second of two copies follows the first, once that was taken; three go side by side and may meet in the shop.
    const copies = rule?.fault === "thrice" ? 3 : 1;
    await Promise.all(Array.from({ length: copies }, () => postUntilTaken(event)));
    if (rule?.fault === "twice") await postUntilTaken(event);
    if (rule?.fault !== "out_of_order") for (const go of overtaken.splice(0)) go();
    ledger.book(new Date(), [{ type: "event_delivered", event: event.id }]);
  };

  const start = (event: Event) => {
    const told = tell(event)
      .catch((error: unknown) => {
        if (!ended.signal.aborted) throw error;
      })
      .finally(() => {
        running.delete(told);
        known.delete(event.id);
      });
    running.add(told);
  };

  return {
    /** Looks for events that are in the ledger and not on their way yet. */
    look: async () => {
      const found = [...ledger.books.events.values()].filter(({ id }) => !known.has(id));
      for (const { id } of found) known.add(id);
      // Nobody hears of what is not kept.
      await ledger.settled();
      for (const event of found) start(event);
    },
    pending: () => ledger.books.events.size,
    close: async () => {
      ended.abort();
      await Promise.all(running);
    },
  };
}

export type Webhooks = ReturnType<typeof webhooks>;

/** Lets so many run at once; those that only wait for their time are not among them. */
function limiter(most: number) {
  const queue: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= most) await new Promise<void>((resolve) => queue.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // Whoever is next takes over this place.
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
