import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ask, service } from "@madang/testkit";
import type { Random } from "../kit/random.ts";
import { fillCart } from "../shoppers/cart.ts";
import { place, type Shopping, shop as shopFor } from "../shoppers/checkout.ts";
import { adjustStock, giftCardShape, issueGiftCard, productsShape, typeShape } from "../shoppers/documents.ts";
import { graphAt } from "../shoppers/graph.ts";
import { openJournal } from "../shoppers/journal.ts";
import { type Person, registerPeople, staffOf } from "../shoppers/people.ts";
import { type Method, simplePlan } from "../shoppers/plan.ts";
import type { PlantedShop } from "./shop.ts";

/** A few shoppers after one another. What they buy nobody else does, so that what went wrong there stays as it is. */
export interface Visit {
  readonly id: string;
  readonly shop: PlantedShop;
  readonly variantId: string;
  readonly shopping: Shopping;
  /** Somebody with an account. */
  readonly person: Person;
  /** A checkout to its end, or as far as the shopper goes: the order's id. */
  buys(method: Method, changes?: Partial<Shopping>): Promise<string | undefined>;
  /** At the page of the bank. */
  atBank(orderId: string | undefined, says: "approve" | "decline"): Promise<void>;
}

const products = "{ products(first: 60) { nodes { variants { id price { amount } } } } }";
const patienceMs = 60_000;
const pieces = 500;

/** Opens the shop to visitors. */
export async function openDoors(shop: PlantedShop) {
  const graph = graphAt(shop.url);
  const { admin, merchandiser } = staffOf(graph);
  const [person] = await registerPeople(graph, 1);
  if (!person) throw new Error("Nobody could be registered.");
  const told = await graph.told(productsShape, products, {});
  const variants = told.products.nodes.flatMap(({ variants: all }) => all.map(({ id }) => id));

  const stock = async (variantId: string) => {
    const input = { variantId, delta: pieces, reason: "Planted", idempotencyKey: randomUUID() };
    for (;;) {
      const answer = await graph.told(typeShape, adjustStock, { input }, await merchandiser.headers());
      if (answer["adjustStock"]?.__typename === "StockLevel") return;
      // The warehouse hears of a new variant a moment after it is there.
      await sleep(100);
    }
  };

  return async (id: string): Promise<Visit> => {
    const variantId = variants.pop();
    if (!variantId) throw new Error("There is no variant left that nobody has bought.");
    await stock(variantId);
    const journal = openJournal();
    const { url: providerUrl } = shop.sandbox;
    const shopping = { graph, journal, staff: admin, person: null, providerUrl, giftCards: [], patienceMs };
    let count = 0;
    return {
      id,
      shop,
      variantId,
      shopping,
      person,
      buys: async (method, changes = {}) => {
        const plan = simplePlan(`${id}-${++count}`, variantId, { method });
        await shopFor(plan, { ...shopping, ...changes });
        return journal.acks.find(({ checkout }) => checkout === plan.id)?.orderId;
      },
      atBank: async (orderId, says) => {
        const [payment] = await shop.payments.sql<{ ref: string }>(
          "SELECT provider_ref AS ref FROM payment WHERE order_id = $1",
          [orderId],
        );
        await fetch(`${providerUrl}/pay/${payment?.ref}/${says}`, { method: "POST", redirect: "manual" });
      },
    };
  };
}

/** Seeded shoppers who do nothing special, and may change their minds. */
export async function passersBy({ id, variantId, shopping }: Visit, random: Random): Promise<void> {
  for (let i = 0; i < 2; i++) {
    const plan = simplePlan(`${id}-by-${i}`, variantId, {
      method: random.pick(["CARD", "INVOICE"]),
      lines: [{ variantId, quantity: random.between(1, 4) }],
      cancel: random.pick(["nothing", "nothing", "all", "one piece"]),
    });
    await shopFor(plan, shopping);
  }
}

/** A shopper who changes their mind about all of it. */
export async function cancelAll({ id, variantId, shopping }: Visit): Promise<void> {
  await shopFor(simplePlan(`${id}-all`, variantId, { cancel: "all" }), shopping);
}

/** Time goes by for an order that waits to be paid: its stock is not held any more. */
export async function reservationLapses({ shop }: Visit, orderId: string | undefined): Promise<void> {
  const release = "mutation ($key: ID!) { releaseReservation(key: $key) { __typename } }";
  const { errors } = await ask(shop.inventory.url, service("orders"), release, { key: orderId });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
}

/** Two shoppers pay with one gift card, on which there is enough for one of them. */
export async function spendOneCardTwice({ shopping, buys }: Visit): Promise<void> {
  const input = { idempotencyKey: randomUUID(), amount: "1.00", currency: "GBP" };
  const { graph, staff } = shopping;
  const { issueGiftCard: card } = await graph.told(giftCardShape, issueGiftCard, { input }, await staff.headers());
  await buys("GIFT_CARD_AND_CARD", { giftCards: [card.code] });
  await buys("GIFT_CARD_AND_CARD", { giftCards: [card.code] });
}

/** Somebody who was answered asks again, having filled the cart with the same things. */
export async function orderAgainWithTheSameKey({ id, variantId, person, shopping }: Visit): Promise<void> {
  const plan = simplePlan(`${id}-again`, variantId, { guest: false });
  const theirs = { ...shopping, person };
  for (let i = 0; i < 2; i++) {
    const token = await fillCart(plan, theirs);
    const checkout = shopping.journal.begin(plan);
    await place(plan, token, theirs, checkout);
    checkout.ended = performance.now();
  }
}
