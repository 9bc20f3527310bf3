import { describe, expect, it } from "vitest";
import { paymentOf, withPayment } from "../../subgraphs/payments/src/domain/books.ts";
import type { Definition } from "./driving.ts";
import { explore, story } from "./explore.ts";
import { small } from "./scenarios.ts";
import { production, type Rules } from "./world.ts";

const { checkout, stock, money } = production;

const without = (step: string, what: "undo" | "step"): Definition => ({
  ...checkout,
  steps: checkout.steps.flatMap((each) => {
    if (each.name !== step) return [each];
    const { undo: _, ...rest } = each;
    return what === "undo" ? [rest] : [];
  }),
});

function swapped(one: string, other: string): Definition {
  const find = (name: string) => checkout.steps.filter((step) => step.name === name);
  const steps = checkout.steps.flatMap((step) =>
    step.name === one ? find(other) : step.name === other ? find(one) : [step],
  );
  return { ...checkout, steps };
}

/** Bugs that somebody might plant, and what they break. */
const mutants: readonly { bug: string; breaks: RegExp; rules: Partial<Rules> }[] = [
  { bug: "the reservation is not undone", breaks: /^I[13]/, rules: { checkout: without("reserve", "undo") } },
  { bug: "the payment is not undone", breaks: /^I[23]/, rules: { checkout: without("authorize", "undo") } },
  { bug: "the cart is not given back", breaks: /^I3/, rules: { checkout: without("hold", "undo") } },
  { bug: "what is unpaid stays confirmed", breaks: /^I3/, rules: { checkout: without("confirm", "undo") } },
  { bug: "stock is never committed", breaks: /^I3/, rules: { checkout: without("commit", "step") } },
  {
    bug: "it is confirmed before it is authorized",
    breaks: /^I3/,
    rules: { checkout: swapped("authorize", "confirm") },
  },
  {
    bug: "it is confirmed before stock is committed",
    breaks: /^I3/,
    rules: { checkout: swapped("commit", "confirm") },
  },
  {
    bug: "stock is released twice",
    breaks: /^I1/,
    rules: { stock: { ...stock, releasedBy: { ...stock.releasedBy, RELEASED: "RELEASED" } } },
  },
  {
    bug: "what is set aside is sold again",
    breaks: /^I1/,
    rules: {
      stock: {
        ...stock,
        allocate: (lines, levels) =>
          stock.allocate(
            lines,
            levels.map((level) => ({ ...level, reserved: 0 })),
          ),
      },
    },
  },
  {
    bug: "a late authorization is made although payments are over",
    breaks: /^I[23]|settles/,
    rules: { money: { ...money, remembersEnd: false } },
  },
  {
    bug: "a capture is booked twice",
    breaks: /^I[24]/,
    rules: {
      money: {
        ...money,
        hear: (books, id, heard, given) =>
          money.hear(withPayment(books, { ...paymentOf(books, id), captured: 0n }), id, heard, given),
      },
    },
  },
  {
    bug: "what the provider promised after the end is forgotten",
    breaks: /^I3/,
    rules: {
      money: {
        ...money,
        hear: (books, id, heard, given) => {
          const heardOf = money.hear(books, id, heard, given);
          const payment = paymentOf(heardOf, id);
          return payment.wanted === "VOID" ? withPayment(heardOf, { ...payment, providerStatus: "VOIDED" }) : heardOf;
        },
      },
    },
  },
  {
    bug: "letting go gives nothing back of what was taken",
    breaks: /^I[23]/,
    rules: { money: { ...money, voidAsked: (books) => ({ ...books, order: { ...books.order, status: "VOIDED" } }) } },
  },
];

/** The first scenario in which it shows. */
async function found(rules: Rules) {
  for (const scenario of small) {
    const { violation } = await explore(scenario, { rules });
    if (violation) return violation;
  }
  return null;
}

describe("the model finds", () => {
  it.each(mutants)("that $bug", async ({ breaks, rules }) => {
    const violation = await found({ ...production, ...rules });
    expect(violation?.what ?? "nothing").toMatch(breaks);
    expect(violation && story(violation)).toMatch(/order_[AB]: begins/);
  });
});
