import { isProblem } from "@madang/service-kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Told } from "./applyProvider.ts";
import type { Books, Given, Payment } from "./books.ts";
import { hear } from "./hear.ts";
import { settled, wantCapture, wantVoid } from "./intents.ts";
import { nextCall } from "./nextCall.ts";
import { askRefund } from "./refunds.ts";
import { split } from "./split.ts";

const given = (): Given => {
  let count = 0;
  return {
    now: new Date(0),
    newId: (prefix) => {
      count += 1;
      return `${prefix}_${count}`;
    },
  };
};

const payment = (id: string, amount: bigint, more: Partial<Payment> = {}): Payment => ({
  id,
  orderId: "order_1",
  position: 0,
  method: "CARD",
  provider: "sandbox",
  currency: "GBP",
  amount,
  reduced: 0n,
  status: "REQUESTED",
  wanted: "AUTHORIZE",
  providerRef: null,
  providerStatus: null,
  authorized: 0n,
  held: 0n,
  captured: 0n,
  refunded: 0n,
  refundPending: 0n,
  chargedBack: 0n,
  fee: 0n,
  declineCode: null,
  nextAction: null,
  saveMethod: false,
  version: 0,
  ...more,
});

const books = (...payments: Payment[]): Books => ({
  order: {
    id: "order_1",
    status: "OPEN",
    number: "1",
    email: "",
    locale: "en",
    accountId: null,
    currency: "GBP",
    inputHash: "",
    returnUrl: null,
    expiresAt: new Date(1),
  },
  payments,
  holds: [],
  refunds: [],
  parts: [],
  postings: [],
  facts: [],
  cards: [],
  findings: [],
});

/** What is on each account, and nothing of what is even. */
function balancesOf({ postings }: Books) {
  const sums = new Map<string, bigint>();
  for (const { account, amount } of postings.flatMap(({ sides }) => sides))
    sums.set(account, (sums.get(account) ?? 0n) + amount);
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n).sort());
}

const moneyOf = ({ payments }: Books) =>
  payments.map(({ status, captured, refunded, chargedBack, fee, held }) => ({
    status,
    captured,
    refunded,
    chargedBack,
    fee,
    held,
  }));

const say = (more: Partial<Told>): Told => ({
  ref: "pay_1",
  status: "ACTION_REQUIRED",
  currency: "GBP",
  authorized: 0n,
  captured: 0n,
  refunded: 0n,
  chargedBack: 0n,
  fee: 0n,
  nextAction: null,
  declineCode: null,
  refunds: [],
  ...more,
});

/** A history that a payment can have at its provider: each state follows from the one before. */
const history = fc
  .record({
    end: fc.constantFrom("ACTION_REQUIRED", "AUTHORIZED", "DECLINED", "VOIDED", "EXPIRED", "CAPTURED" as const),
    promised: fc.boolean(),
    fee: fc.bigInt(0n, 30n),
    backs: fc.array(fc.record({ refund: fc.boolean(), amount: fc.bigInt(1n, 400n) }), { maxLength: 4 }),
  })
  .map(({ end, promised, fee, backs }): Told[] => {
    const states: Told[] = [say({ status: "ACTION_REQUIRED" })];
    if (promised || end === "AUTHORIZED") states.push(say({ status: "AUTHORIZED", authorized: 1_000n }));
    if (end === "ACTION_REQUIRED" || end === "AUTHORIZED") return states;
    const last = states.at(-1) ?? say({});
    if (end !== "CAPTURED") return [...states, { ...last, status: end as Told["status"] }];
    let now: Told = { ...last, status: "CAPTURED", captured: 1_000n };
    states.push(now);
    now = { ...now, fee };
    states.push(now);
    for (const { refund, amount } of backs) {
      if (now.refunded + now.chargedBack + amount > now.captured) continue;
      now = refund
        ? { ...now, refunded: now.refunded + amount, refunds: [...now.refunds, { refundId: null, amount }] }
        : { ...now, chargedBack: now.chargedBack + amount };
      states.push(now);
    }
    return states;
  });

const applied = (states: readonly Told[], start: Books) => {
  const outside = given();
  return states.reduce((all, state) => hear(all, "payment_1", { heard: "PAYMENT", payment: state }, outside), start);
};

describe("what a provider says", () => {
  it("ends in the same books in any order, however often it is said", () => {
    const cases = history.chain((states) =>
      fc.tuple(
        fc.constant(states),
        fc.array(fc.nat(states.length - 1), { maxLength: 12 }),
        fc.shuffledSubarray(states, { minLength: states.length }),
        fc.constantFrom("AUTHORIZE", "VOID", "EXPIRE" as const),
      ),
    );
    fc.assert(
      fc.property(cases, ([states, repeats, shuffled, wanted]) => {
        const start = books(payment("payment_1", 1_000n, { wanted: wanted as Payment["wanted"] }));
        const again = repeats.map((at) => states[at] ?? say({}));
        const straight = applied([...states, ...states.slice(-1)], start);
        const mixed = applied([...again, ...shuffled, ...again], start);
        expect(balancesOf(mixed)).toEqual(balancesOf(straight));
        expect(moneyOf(mixed)).toEqual(moneyOf(straight));
        expect(new Set(mixed.postings.map(({ effect }) => effect)).size).toBe(mixed.postings.length);
      }),
      { numRuns: 500 },
    );
  });

  it("is told to the other rooms once each", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 3 }), (states, times) => {
        const once = applied(states, books(payment("payment_1", 1_000n)));
        const often = applied(Array.from({ length: times }, () => states).flat(), books(payment("payment_1", 1_000n)));
        expect(often.facts).toEqual(once.facts);
        expect(often.postings).toEqual(once.postings);
      }),
    );
  });

  it("changes nothing when it cannot be true, and is listed", () => {
    const start = books(payment("payment_1", 1_000n));
    for (const lie of [
      say({ status: "CAPTURED", captured: 1_001n }),
      say({ status: "AUTHORIZED", authorized: 999n }),
      say({ status: "CAPTURED", captured: 1_000n, currency: "KRW" }),
      say({ status: "CAPTURED", captured: 500n, refunded: 501n }),
    ]) {
      const after = applied([lie], start);
      expect(after.payments).toEqual(start.payments);
      expect(after.findings.map(({ kind }) => kind)).toEqual(["AMOUNT_DIFFERS"]);
    }
  });

  it("of a bank that takes more than is left is booked as far as there was any, and listed in full", () => {
    const taken = say({ status: "CAPTURED", captured: 1_000n, refunded: 400n });
    const known = applied([taken], books(payment("payment_1", 1_000n)));
    // The refund came back, or the bank does not mind it.
    const after = applied([{ ...taken, refunded: 0n, chargedBack: 1_000n }], known);
    expect(moneyOf(after)).toMatchObject([{ captured: 1_000n, refunded: 400n, chargedBack: 600n }]);
    expect(after.facts.at(-1)).toMatchObject({ type: "CHARGED_BACK", amount: 600n });
    expect(after.findings.at(-1)).toMatchObject({
      kind: "CHARGEBACK",
      subject: "payment_1/1000",
      detail: "The shopper's bank took 1000 GBP back in all",
    });
  });

  it("of a hold on what was declined before has it let go", () => {
    const declined = applied([say({ status: "DECLINED" })], books(payment("payment_1", 1_000n)));
    const held = applied([say({ status: "AUTHORIZED", authorized: 1_000n })], declined);
    const [ended, again] = [declined, held].map(({ payments: [only] }) => only);
    expect([ended?.status, again?.status, again?.held]).toEqual(["DECLINED", "DECLINED", 0n]);
    expect(held.facts).toEqual(declined.facts);
    expect(again && nextCall(held, again)).toEqual({ call: "VOID" });
    const over = applied([say({ status: "VOIDED" })], held);
    expect(over.payments.map((each) => nextCall(over, each))).toEqual([null]);
  });

  it("of a refund that failed after it was booked, and was made again by hand, is booked once", () => {
    const captured = say({ status: "CAPTURED", captured: 1_000n });
    const outside = given();
    const asked = askRefund(
      applied([captured], books(payment("payment_1", 1_000n))),
      { key: "k", amount: 1_000n, reason: null },
      outside,
    );
    if (isProblem(asked)) throw new Error(asked.__typename);
    const refundId = asked.parts[0]?.id ?? "";
    const before = applied([{ ...captured, refunded: 1_000n, refunds: [{ refundId, amount: 1_000n }] }], asked);
    const again = { ...captured, refunded: 1_000n, refunds: [{ refundId: null, amount: 1_000n }] };
    const after = applied([captured, again], before);
    expect(moneyOf(after)).toMatchObject([{ captured: 1_000n, refunded: 1_000n, chargedBack: 0n }]);
    expect(after.postings).toEqual(before.postings);
  });

  it("is listed when it is less than was known before it was asked, and is old otherwise", () => {
    const captured = say({ status: "CAPTURED", captured: 1_000n });
    const known = applied([{ ...captured, refunded: 300n, chargedBack: 200n }], books(payment("payment_1", 1_000n)));
    const [before] = known.payments;
    const heard = { heard: "PAYMENT", payment: { ...captured, refunded: 100n } } as const;
    expect(hear(known, "payment_1", heard, given())).toEqual(known);
    const listed = hear(known, "payment_1", before ? { ...heard, before } : heard, given());
    expect({ ...listed, findings: [] }).toEqual({ ...known, findings: [] });
    expect(listed.findings.slice(known.findings.length).map(({ kind, subject }) => [kind, subject])).toEqual([
      ["AMOUNT_DIFFERS", "payment_1/refunded/200/1"],
      ["AMOUNT_DIFFERS", "payment_1/chargedBack/200"],
    ]);
  });

  it("is the same finding after another refund, as it is the same money that is missing", () => {
    const captured = say({ status: "CAPTURED", captured: 1_000n });
    const outside = given();
    const refunded = (books: Books, key: string, amount: bigint) => {
      const asked = askRefund(books, { key, amount, reason: null }, outside);
      if (isProblem(asked)) throw new Error(asked.__typename);
      const refunds = asked.parts.map((part) => ({ refundId: part.id, amount: part.amount }));
      return applied([{ ...captured, refunded: refunds.reduce((sum, one) => sum + one.amount, 0n), refunds }], asked);
    };
    const failed = refunded(applied([captured], books(payment("payment_1", 1_000n))), "k1", 300n);
    const later = refunded(failed, "k2", 200n);
    const [first] = failed.parts;
    const subjects = [failed, later].map((known) => {
      const [before] = known.payments;
      if (!before) throw new Error("There is no payment.");
      const refunds = known.parts.flatMap(({ id, amount }) => (id === first?.id ? [] : [{ refundId: id, amount }]));
      const said = { ...captured, refunded: before.refunded - 300n, refunds };
      const { findings } = hear(known, "payment_1", { heard: "PAYMENT", payment: said, before }, outside);
      return findings.map(({ subject }) => subject);
    });
    expect(subjects).toEqual([["payment_1/refunded/300/1"], ["payment_1/refunded/300/1"]]);
  });

  it("of a dispute that was won, and refunded then, is listed, and gives no more back here than was taken", () => {
    const disputed = say({ status: "CAPTURED", captured: 1_000n, chargedBack: 1_000n });
    const before = applied([disputed], books(payment("payment_1", 1_000n)));
    const after = applied([say({ status: "CAPTURED", captured: 1_000n, refunded: 1_000n })], before);
    expect(moneyOf(after)).toMatchObject([{ captured: 1_000n, refunded: 0n, chargedBack: 1_000n }]);
    expect(after.postings).toEqual(before.postings);
    expect(after.findings.map(({ kind }) => kind)).toEqual(["CHARGEBACK", "AMOUNT_DIFFERS"]);
  });
});

describe("a refund of a paid invoice", () => {
  it("is booked, and asks a person to transfer it; what nobody had paid yet is only given up", () => {
    const paid = { method: "INVOICE", provider: "house", status: "CAPTURED", captured: 1_000n } as const;
    const open = { method: "INVOICE", provider: "house", status: "AUTHORIZED", held: 1_000n } as const;
    const asked = [paid, open].map((more) => {
      const all = books(payment("payment_1", 1_000n, more));
      const after = askRefund(all, { key: "k", amount: 300n, reason: null }, given());
      if (isProblem(after)) throw new Error(after.__typename);
      return after;
    });
    expect(asked.flatMap(moneyOf)).toMatchObject([
      { status: "CAPTURED", refunded: 300n },
      { status: "AUTHORIZED", refunded: 0n, held: 700n },
    ]);
    expect(asked.map(({ findings }) => findings.map(({ kind, detail }) => [kind, detail]))).toEqual([
      [["REFUND_BY_HAND", "300 GBP of a paid invoice is to be transferred to the shopper"]],
      [],
    ]);
  });
});

describe("refunds", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("refund" as const), amount: fc.bigInt(1n, 1_200n) }),
    fc.record({ do: fc.constant("answer" as const), refuse: fc.boolean() }),
    fc.record({ do: fc.constant("capture" as const) }),
    fc.record({ do: fc.constant("taken" as const) }),
    fc.record({ do: fc.constant("void" as const) }),
  );

  it("never give back more than was taken, whatever happens in between", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const outside = given();
        let all = books(
          payment("payment_1", 600n),
          payment("payment_2", 400n, { position: 1, method: "INVOICE", provider: "house" }),
        );
        const authorizedNow = say({ status: "AUTHORIZED", authorized: 600n });
        all = hear(all, "payment_1", { heard: "PAYMENT", payment: authorizedNow }, outside);
        for (const [index, each] of steps.entries()) all = perform(all, each, index, outside);
        for (const { captured, refunded, refundPending, chargedBack } of all.payments) {
          expect(captured - refunded - chargedBack).toBeGreaterThanOrEqual(0n);
          expect(refundPending).toBeGreaterThanOrEqual(0n);
        }
        for (const { sides } of all.postings) expect(sides.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n);
      }),
      { numRuns: 500 },
    );
  });

  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

  function perform(all: Books, each: Step, index: number, outside: Given): Books {
    const [first] = all.payments;
    if (!first) return all;
    switch (each.do) {
      case "refund": {
        const asked = askRefund(all, { key: `key_${index}`, amount: each.amount, reason: null }, outside);
        return isProblem(asked) ? all : settled(asked, outside);
      }
      case "capture":
        return settled(wantCapture(all), outside);
      case "void":
        return settled(wantVoid(all), outside);
      case "taken": {
        if (first.wanted !== "CAPTURE" || first.status !== "AUTHORIZED") return all;
        const captured = first.amount - first.reduced;
        const payment = say({ status: "CAPTURED", authorized: 600n, captured });
        return hear(all, first.id, { heard: "PAYMENT", payment }, outside);
      }
      case "answer": {
        const part = all.parts.find(({ status, paymentId }) => status === "REQUESTED" && paymentId === first.id);
        if (!part || first.status !== "CAPTURED") return all;
        if (each.refuse)
          return hear(
            all,
            first.id,
            { heard: "REFUSED", call: "REFUND", code: "REFUND_FAILED", partId: part.id, payment: null },
            outside,
          );
        const refunds = [...all.parts.filter(({ status }) => status === "REFUNDED"), part]
          .filter(({ paymentId }) => paymentId === first.id)
          .map(({ id, amount }) => ({ refundId: id, amount }));
        const refunded = refunds.reduce((sum, { amount }) => sum + amount, 0n);
        const payment = say({ status: "CAPTURED", authorized: 600n, captured: first.captured, refunded, refunds });
        return hear(all, first.id, { heard: "PAYMENT", payment }, outside);
      }
    }
  }
});

describe("splitting", () => {
  it("adds up to the total, or is refused", () => {
    const amounts = fc.array(fc.option(fc.bigInt(1n, 50n), { nil: null }), { maxLength: 5 });
    fc.assert(
      fc.property(fc.bigInt(0n, 120n), amounts, (total, asked) => {
        const parts = split(total, asked);
        if (isProblem(parts)) return;
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(total);
        expect(parts.every((part) => part > 0n)).toBe(true);
        expect(parts.filter((part, index) => asked[index] !== null && asked[index] !== part)).toEqual([]);
      }),
    );
  });
});
