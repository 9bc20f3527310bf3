import type { Shop } from "../kit/shop.ts";
import type { Fault, Journal } from "../shoppers/journal.ts";
import { check } from "./check.ts";
import { arrivedMails } from "./mails.ts";
import { providerChanges } from "./provider.ts";
import { openScratch, type Scratch } from "./scratch.ts";
import { settle } from "./settled.ts";
import { makeViews } from "./views.ts";

export interface Verified {
  /** Until nothing was under way any more. */
  readonly seconds: number;
  /** Mails that arrived a second time, in all rows until now. */
  readonly secondCopies: number;
  /** What was not found before. */
  readonly violations: readonly string[];
}

interface Ground {
  readonly shop: Pick<Shop, "rooms" | "databaseUrls" | "mailDir" | "ledgerFile"> & {
    readonly databases: Pick<Shop["databases"], "adminUrl">;
  };
  readonly known: Set<string>;
  readonly journals: readonly Told[];
}

/** What was seen from outside, as far as the invariants ask of it. */
export type Told = Pick<Journal, "acks" | "askedToCancel"> & {
  readonly checkouts: readonly Pick<Journal["checkouts"][number], "id">[];
  readonly faults: readonly Pick<Fault, "name" | "struckAt" | "overAt">[];
};

/** Waits until the shop has settled, loads everything there is to know, and asks every invariant. */
export async function verify(
  { shop, known, journals }: Ground,
  limitMs: number,
  expected?: (what: string) => boolean,
): Promise<Verified> {
  const { seconds, remaining } = await settle(shop, limitMs, expected);
  await using scratch = await openScratch(shop.databases.adminUrl);
  await scratch.load(shop.databaseUrls);
  await makeViews(scratch, shop.rooms);
  const mails = arrivedMails(shop.mailDir);
  await scratch.put("mailbox", "file text, message_id text, arrived_at timestamptz", mails);
  await scratch.put(
    "provider_change",
    "seq int, type text, payment text, reference text, amount bigint, currency text, event text",
    providerChanges(shop.ledgerFile),
  );
  await putJournals(scratch, journals);
  const found = (await check(scratch)).map(({ invariant, row }) => `${invariant}: ${row}`);
  const unsettled = remaining.map((what) => `not settled after ${limitMs / 1_000} s: ${what}`);
  const violations = [...unsettled, ...found].filter((violation) => !known.has(violation));
  for (const violation of violations) known.add(violation);
  const secondCopies = mails.length - new Set(mails.map(({ message_id }) => message_id)).size;
  return { seconds, violations, secondCopies };
}

async function putJournals(scratch: Scratch, journals: readonly Told[]): Promise<void> {
  const acks = journals.flatMap(({ acks }) => acks);
  await scratch.put(
    "ack",
    `checkout text, key text, kind text, order_id text, status text, pieces int, may_fail boolean, holds int,
     total_minor bigint`,
    acks.map(({ orderId, mayFail, contents, ...ack }) => ({
      ...ack,
      order_id: orderId,
      may_fail: mayFail,
      holds: contents?.pieces,
      total_minor: contents?.totalMinor.toString(),
    })),
  );
  const asked = journals.flatMap(({ askedToCancel }) => [...askedToCancel]);
  await scratch.put(
    "asked_to_cancel",
    "checkout text",
    asked.map((checkout) => ({ checkout })),
  );
  const ids = new Set(journals.flatMap(({ checkouts }) => checkouts.map(({ id }) => id)));
  await scratch.put(
    "one_order_each",
    "email text",
    [...ids].map((id) => ({ email: `${id}@example.com` })),
  );
  const faults = journals.flatMap((journal) => journal.faults);
  await scratch.put(
    "fault",
    "name text, struck_at timestamptz, over_at timestamptz",
    faults.map(({ name, struckAt, overAt }) => ({ name, struck_at: struckAt, over_at: overAt })),
  );
}
