import { toJson } from "@madang/service-kit";
import { orderOf, type Proc, type State, type Transition, withOrder } from "./state.ts";
import type { Scenario } from "./world.ts";

/** A process that was begun just now. */
export const procOf = (state: object): Proc => ({
  step: 0,
  direction: "FORWARD",
  status: "RUNNING",
  state: JSON.parse(toJson(state)),
  problem: null,
  abort: null,
  looked: null,
  answered: false,
  log: [],
});

/** As `beginCheckout` does, when the cart is open. */
export function beginning(state: State, at: number, { orders, oneCart }: Scenario): Transition[] {
  const { id, cart } = orderOf(state, at);
  const first = state.orders[0];
  if (state.carts[cart]?.status !== "OPEN") return [];
  // The same key has its process until that is refused without anybody having been answered.
  const refused = first?.checkout?.status === "REFUSED" && !first.checkout.answered;
  if (oneCart === "same key" && at > 0 && !refused) return [];
  const payments = (orders[at] ?? []).map(({ method, amount }) => ({
    method,
    amount,
    token: method === "CARD" ? "tok" : null,
    savedMethodId: null,
    save: false,
    giftCardCode: method === "GIFT_CARD" ? "code" : null,
  }));
  const begun = procOf({ ...firstCheckout, orderId: id, cartId: `cart_${cart}`, payments });
  return [{ label: `${id}: begins`, next: withOrder(state, at, { checkout: begun }), shared: oneCart !== undefined }];
}

const address = { name: "A", lines: ["1"], city: "B", region: null, postalCode: null, country: "GB", phone: null };
const firstCheckout = {
  accountId: null,
  tokenHash: "hash",
  locale: "en",
  channel: "web",
  shippingAddress: address,
  expectedTotal: null,
  returnUrl: null,
  email: "a@example.com",
  currency: "GBP",
  lines: [],
  priced: [],
  parts: [],
  number: null,
  placedAt: null,
  payUntil: null,
  taken: false,
};
