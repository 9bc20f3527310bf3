import type { Shopping } from "./checkout.ts";
import type { Order } from "./documents.ts";
import { readReference, referenceShape } from "./documents.ts";
import type { Method, Plan } from "./plan.ts";

const tokens: Partial<Record<Method, string>> = {
  CARD_3DS: "tok_3ds",
  CARD_3DS_REFUSED: "tok_3ds",
  WALKS_AWAY: "tok_3ds",
  CARD_DECLINED: "tok_declined",
  GIFT_CARD_AND_DECLINED: "tok_insufficient_funds",
  TWO_CARDS_ONE_DECLINED: "tok_declined",
  CARD_CAPTURE_FAILS: "tok_capture_fails",
};
/** What the part bears that is not the rest. */
const partAmount = "1.00";

/** What a plan puts into the call that places the order. */
export function paying({ method, giftCard }: Plan, giftCards: readonly string[]) {
  const returnUrl = "http://127.0.0.1/back";
  const card = { method: "CARD", token: tokens[method] ?? "tok_ok" };
  const code = giftCards[giftCard % Math.max(giftCards.length, 1)];
  if (method === "INVOICE" || method === "BANK_TRANSFER") return { paymentMethod: method };
  if (method.startsWith("GIFT_CARD"))
    return { payments: [{ method: "GIFT_CARD", amount: partAmount, giftCardCode: code }, card], returnUrl };
  if (method.startsWith("TWO_CARDS"))
    return { payments: [{ method: "CARD", amount: partAmount, token: "tok_mastercard" }, card], returnUrl };
  return { payments: [card], returnUrl };
}

/** Does what the order waits for. Nobody minds when it was done before; false when it could not be done now. */
export async function act(plan: Plan, order: Order, shopping: Shopping): Promise<boolean> {
  const action = order.checkout?.nextAction;
  if (!action || plan.method === "WALKS_AWAY") return true;
  const { providerUrl } = shopping;
  if (action.type === "REDIRECT" && action.redirectUrl) {
    const page = `${providerUrl}${new URL(action.redirectUrl).pathname}`;
    return await post(`${page}/${plan.method === "CARD_3DS_REFUSED" ? "decline" : "approve"}`);
  }
  const reference = await referenceOf(order.id, shopping);
  if (!reference) return false;
  return await post(`${providerUrl}/v1/test/payments/${reference.ref}/deposit`, { amount: reference.minor });
}

/** What the bank of the shopper would know by the account number: the provider's name for the payment. */
async function referenceOf(id: string, { graph, staff }: Shopping) {
  const answered = await graph.ask(referenceShape, readReference, { id }, await staff.headers());
  const payments = "data" in answered ? (answered.data.order?.payments ?? []) : [];
  const found = payments.find(({ method, providerReference }) => method === "BANK_TRANSFER" && providerReference);
  if (!found?.providerReference) return null;
  return { ref: found.providerReference, minor: Math.round(Number(found.amount.amount) * 100) };
}

async function post(url: string, body: object = {}): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/json", authorization: "Bearer sk_sandbox" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    });
    await response.arrayBuffer();
    return response.status < 500;
  } catch {
    // The bank is away: the shopper tries again.
    return false;
  }
}
