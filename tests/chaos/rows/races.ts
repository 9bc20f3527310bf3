import type { Cell, Row, Stage } from "../run/stage.ts";
import { cancel } from "../shoppers/cancelling.ts";
import { fillCart } from "../shoppers/cart.ts";
import { shop as goShopping, place } from "../shoppers/checkout.ts";
import { type Plan, simplePlan } from "../shoppers/plan.ts";

const confirmedOf = ({ journal }: Stage, from: number) =>
  journal.checkouts.slice(from).filter(({ outcome }) => outcome === "CONFIRMED").length;

const times = (count: number, cell: (number: number) => Cell) => Array.from({ length: count }, (_, i) => cell(i + 1));

/** Does all of it at once, as many at a time as there are. */
const together = async <T>(list: readonly T[], work: (item: T) => Promise<unknown>) =>
  void (await Promise.all(list.map(work)));

async function inLanes(plans: readonly Plan[], lanes: number, { shopping }: Pick<Stage, "shopping">): Promise<void> {
  const waiting = [...plans];
  const lane = async () => {
    for (let plan = waiting.pop(); plan; plan = waiting.pop()) await goShopping(plan, { ...shopping, person: null });
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** More people than pieces, all at once. */
export const buyersRace: Row = {
  name: "buyers",
  what: "500 buyers for 10 units",
  sample: 1,
  cells: () => [
    {
      name: "500 for 10",
      alone: true,
      strike: async (stage) => {
        const [variantId, pieces] = [stage.freshVariant(), 10];
        await stage.stock(variantId, pieces);
        const plans = Array.from({ length: stage.sampled ? 100 : 500 }, (_, i) => simplePlan(`buyer-${i}`, variantId));
        const before = stage.journal.checkouts.length;
        await stage.during("everybody wanted the same", () => inLanes(plans, 100, stage));
        const bought = confirmedOf(stage, before);
        if (bought !== pieces) stage.complain(`${bought} of ${plans.length} buyers got one of ${pieces} pieces`);
      },
    },
  ],
};

/** The same cart ordered 50 times at once: half of the calls are repeats of one, half have a key of their own. */
export const cartRace: Row = {
  name: "cart",
  what: "one cart checked out 50 times at once",
  sample: 1,
  cells: () =>
    times(5, (number) => ({ name: `cart ${number}`, alone: true, strike: (stage) => orderOneCart(stage, number) })),
};

async function orderOneCart(stage: Stage, number: number): Promise<void> {
  const { shopping, journal, goods, random } = stage;
  const guest = { ...shopping, person: null };
  const first = simplePlan(`cart-${number}-0`, random.pick(goods.ample));
  const plans = Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? first : { ...first, id: `cart-${number}-${i}` }));
  const token = await fillCart(first, guest);
  const orders = new Set<string>();
  await stage.during("everybody ordered the cart", () =>
    together(plans, async (plan) => {
      const checkout = journal.begin(plan);
      const order = await place(plan, token, guest, checkout);
      checkout.ended = performance.now();
      if (order) orders.add(order.id);
    }),
  );
  if (orders.size !== 1) stage.complain(`one cart became ${orders.size} orders: ${[...orders].join(" ")}`);
}

/** What cancelling a confirmed order may be answered with: it is done, or others were first. */
const answersToAll: readonly (string | null)[] = ["CANCELLED", "OrderNotCancellable"];
const answersToPieces = [...answersToAll, "CONFIRMED", "OrderLineNotCancellable"];

/** An order whose pieces many people cancel at once: in whole, piece by piece, and the same piece by the same key. */
export const refundRace: Row = {
  name: "refunds",
  what: "refunds of one order race one another",
  sample: 3,
  cells: () =>
    times(20, (number) => ({
      name: `orders ${number}`,
      alone: true,
      strike: async (stage) => {
        const { goods, random, during } = stage;
        const plans = Array.from({ length: 10 }, (_, i) =>
          simplePlan(`refund-${number}-${i}`, "", {
            method: random.pick(["CARD", "INVOICE", "GIFT_CARD_AND_CARD"]),
            lines: [{ variantId: random.pick(goods.ample), quantity: 5 }],
          }),
        );
        await during("everybody cancelled", () => together(plans, (plan) => cancelAtOnce(plan, stage)));
      },
    })),
  // Whoever is refused is so because of somebody else: of those who race for an order one at least has something of it.
  wrongWith: (ends, { askedToCancel }) => {
    const raced = ends.filter(({ checkout }) => askedToCancel.has(checkout));
    if (raced.length === 0) return ["nobody had an order to cancel"];
    return raced
      .filter(({ cancelled }) => cancelled === 0)
      .map(({ orderId }) => `all who cancelled ${orderId} were refused`);
  },
};

async function cancelAtOnce(plan: Plan, stage: Stage): Promise<void> {
  const shopping = { ...stage.shopping, person: null };
  const token = await fillCart(plan, shopping);
  const checkout = shopping.journal.begin(plan);
  const order = await place(plan, token, shopping, checkout);
  if (order?.status === "CONFIRMED") {
    const some = (quantity: number) => [{ lineId: order.lines[0]?.id ?? "", quantity }];
    // The same key again is the same cancellation.
    const wanted = { a: some(1), b: some(1), c: some(2), d: some(2), all: null };
    const calls = [...Object.entries(wanted), ...Object.entries(wanted)];
    await together(calls, async ([key, lines]) => {
      const answer = await cancel(plan, order, lines, `refund-${plan.id}-${key}`, shopping);
      if (!(lines ? answersToPieces : answersToAll).includes(answer))
        stage.complain(`cancelling ${key} of order ${order.id} was answered with ${answer ?? "nothing"}`);
    });
  }
  checkout.ended = performance.now();
}

/** One gift card that can pay three orders, and twenty that want to be paid. */
export const giftCardRace: Row = {
  name: "gift cards",
  what: "orders race for one gift card",
  sample: 2,
  cells: () =>
    times(10, (number) => ({
      name: `card ${number}`,
      alone: true,
      strike: async (stage) => {
        const { goods, random } = stage;
        const code = await stage.giftCard("3.00");
        const plans = Array.from({ length: 20 }, (_, i) =>
          simplePlan(`gift-${number}-${i}`, random.pick(goods.ample), { method: "GIFT_CARD_AND_CARD" }),
        );
        const before = stage.journal.checkouts.length;
        const shopping = { ...stage.shopping, giftCards: [code] };
        await stage.during("everybody spent the same card", () => inLanes(plans, 20, { shopping }));
        const paid = confirmedOf(stage, before);
        if (paid !== 3) stage.complain(`a gift card for three orders paid ${paid}`);
      },
    })),
};
