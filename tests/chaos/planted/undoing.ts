import { orders } from "@madang/orders";
import type { Bug } from "./bug.ts";
import { reservationLapses } from "./visits.ts";

type Step = NonNullable<typeof orders.processes>[number]["steps"][number];

/** Orders whose checkout does one step otherwise. */
export const withStep = (name: string, alter: (step: Step) => Step): typeof orders => ({
  ...orders,
  processes: (orders.processes ?? []).map((process) =>
    process.name === "checkout"
      ? { ...process, steps: process.steps.map((step) => (step.name === name ? alter(step) : step)) }
      : process,
  ),
});

const skipped = (step: string, bug: Pick<Bug, "meet" | "red" | "leaves">): Bug => ({
  name: `the undo of ${step} is skipped`,
  plant: ({ orders: room }) =>
    room.replacedBy(withStep(step, (known) => ({ ...known, undo: () => Promise.resolve() }))),
  ...bug,
});

/** Every undo that a checkout has, each left out. */
export const skippedUndos: readonly Bug[] = [
  skipped("hold", { meet: ({ buys }) => buys("CARD_DECLINED"), red: ["I3 carts"] }),
  skipped("draft", {
    meet: ({ buys }) => buys("CARD_DECLINED"),
    red: ["I3 orders end"],
    leaves: /order .+ is pending/,
  }),
  skipped("reserve", {
    meet: async ({ buys }) => {
      await buys("CARD_DECLINED");
      await buys("CARD_CAPTURE_FAILS");
    },
    red: ["I1 reservations", "I3 orders end"],
    leaves: /reservation .+ is open/,
  }),
  skipped("authorize", {
    meet: async (visit) => {
      const orderId = await visit.buys("WALKS_AWAY");
      await reservationLapses(visit, orderId);
      await visit.atBank(orderId, "approve");
    },
    red: ["I3 money held"],
  }),
  skipped("confirm", { meet: ({ buys }) => buys("CARD_CAPTURE_FAILS"), red: ["I2 orders", "I3 orders end"] }),
];
