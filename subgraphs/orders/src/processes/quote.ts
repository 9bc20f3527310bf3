import {
  CallFailed,
  type InvalidInput,
  invalidInput,
  isProblem,
  type Money,
  newId,
  parseAmount,
  problem,
} from "@madang/service-kit";
import { accountEmail } from "../calls/accountEmail.ts";
import { channels } from "../calls/channels.ts";
import { quote as prices } from "../calls/quote.ts";
import type { Background } from "../context.ts";
import { isTooMuch, partsOf } from "../domain/payments.ts";
import { freezeLines, priceLines, sumOf, totalOf } from "../domain/totals.ts";
import type { CheckoutState, NotOrdered } from "./checkoutState.ts";
import { shippingPrices } from "./shippingPrices.ts";

/** Prices the order as it is today, for good, and finds out whatever else it must have. */
export async function quote(background: Background, state: CheckoutState) {
  try {
    return await quoted(background, state);
  } catch (err) {
    if (!(err instanceof CallFailed)) throw err;
    // Nothing has been done elsewhere yet. The call was tried several times, and the shopper is waiting.
    background.log.warn({ err, order: state.orderId }, "An order could not be priced");
    return problem("OrderNotPlaced");
  }
}

async function quoted(background: Background, state: CheckoutState) {
  const { call } = background;
  const { channel, lines, accountId, shippingAddress } = state;
  const [markets, email] = await Promise.all([
    call(channels, {}),
    state.email ?? (accountId === null ? null : call(accountEmail, { id: accountId })),
  ]);
  if (email === null) return invalidInput({ path: "email", code: "REQUIRED" });
  const market = markets.find(({ code }) => code === channel);
  if (!market) return problem("VariantNotForSale", { variantId: lines[0]?.variantId ?? "" });
  if (!market.countries.includes(shippingAddress.country))
    return invalidInput({ path: "shippingAddress.country", code: "NOT_ALLOWED" });

  const currency = state.currency ?? market.defaultCurrency;
  const quotes = await call(prices, { channel, currency, variantIds: lines.map(({ variantId }) => variantId) });
  const result = priceLines(lines, quotes, currency);
  if ("notForSale" in result) return problem("VariantNotForSale", { variantId: result.notForSale });
  const goods = totalOf(currency, result.lines).minor;
  if (isTooMuch(goods)) return invalidInput({ path: "lines", code: "TOO_LARGE" });
  const shipping = await shippingPrices(background, { channel, country: shippingAddress.country, currency, goods });
  const priced = freezeLines(currency, result.lines, shipping).map((line) => ({ id: newId("order_line"), ...line }));

  const total: Money = { minor: sumOf(priced), currency };
  const agreed = agree(state, total);
  return isProblem(agreed) ? agreed : { email, currency, priced, ...agreed };
}

/** Whether it costs what the shopper was shown, and how its parts are paid. */
function agree({ expectedTotal, payments }: CheckoutState, total: Money): AgreedParts | NotOrdered | InvalidInput {
  if (isTooMuch(total.minor)) return invalidInput({ path: "lines", code: "TOO_LARGE" });
  if (expectedTotal !== null) {
    const expected = parseAmount(expectedTotal, total.currency);
    if (expected === null) return invalidInput({ path: "expectedTotal", code: "WRONG_FORMAT" });
    if (expected !== total.minor) return problem("PriceChanged", { total });
  }
  const paid = partsOf(payments, total);
  return "parts" in paid ? { parts: [...paid.parts] } : invalidInput(paid);
}

type AgreedParts = Pick<CheckoutState, "parts">;
