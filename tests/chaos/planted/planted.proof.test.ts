import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { settle } from "../invariants/settled.ts";
import { verify } from "../invariants/verify.ts";
import { randomOf } from "../kit/random.ts";
import type { Journal } from "../shoppers/journal.ts";
import type { Bug } from "./bug.ts";
import { bugs } from "./bugs.ts";
import { openShop, type PlantedShop } from "./shop.ts";
import { openDoors, passersBy } from "./visits.ts";

const seed = 41;
const settleMs = 90_000;

let shop: PlantedShop;
let enter: Awaited<ReturnType<typeof openDoors>>;
/** Violations that were told of, and everything that shoppers were told, from test to test. */
const known = new Set<string>();
const journals: Journal[] = [];

beforeAll(async () => {
  shop = await openShop();
  enter = await openDoors(shop);
}, 300_000);
afterAll(async () => await shop?.[Symbol.asyncDispose]());

/** The same shoppers, whether the bug is there or not. */
async function visitors({ name, meet }: Bug, id: string): Promise<void> {
  const visit = await enter(id);
  journals.push(visit.shopping.journal);
  await Promise.all([meet(visit), passersBy(visit, randomOf(seed).fork(name))]);
}

const underWay = async () => new Set((await settle(shop.books, 0)).remaining);
const invariantOf = (violation: string) => violation.slice(0, violation.indexOf(":"));

describe("The invariants", () => {
  it("hold in the shop as it is", async () => {
    const waiting = [...bugs.entries()];
    const lane = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await visitors(next[1], `control-${next[0]}`);
    };
    await Promise.all([lane(), lane(), lane()]);
    const { violations } = await verify({ shop: shop.books, known, journals }, settleMs);
    expect(violations).toEqual([]);
  });

  it("let a mail arrive twice that the mail box took without saying so", async () => {
    const visit = await enter("unsaid");
    journals.push(visit.shopping.journal);
    await visit.shopping.journal.during("the mail box broke a connection", async () => {
      shop.mailbox.faults.hangUps = 1;
      await visit.buys("CARD");
      while (shop.mailbox.faults.hangUps > 0) await sleep(100);
    });
    const { violations, secondCopies } = await verify({ shop: shop.books, known, journals }, settleMs);
    expect(violations).toEqual([]);
    expect(secondCopies).toBe(1);
  });

  it.each(bugs.map((bug, i) => ({ ...bug, i })))("turn red when $name: $red", async ({ i, ...bug }) => {
    const before = await underWay();
    const expected = (what: string) => before.has(what) || (bug.leaves?.test(what) ?? false);
    const knownBefore = new Set(known);
    {
      await using _ = await bug.plant(shop);
      await visitors(bug, `planted-${i}`);
      const { violations } = await verify({ shop: shop.books, known, journals }, settleMs, expected);
      expect([...new Set(violations.map(invariantOf))], violations.join("\n")).toEqual(bug.red);
    }
    if (!bug.mended) return;
    const ground = { shop: shop.books, known: knownBefore, journals };
    const after = await verify(ground, settleMs, (what) => before.has(what));
    expect(after.violations).toEqual([]);
  });

  it("have all been seen red", () => {
    const red = new Set(bugs.flatMap((bug) => bug.red.map((name) => name.slice(0, 2))));
    expect([...red].sort()).toEqual(["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9"]);
  });
});
