import { CallFailed, invalidInput, problem } from "@madang/service-kit";
import { accountEmail } from "../calls/accountEmail.ts";
import { channels } from "../calls/channels.ts";
import { quote } from "../calls/quote.ts";
import type { Background } from "../context.ts";
import { priceLines } from "../domain/totals.ts";
import type { CheckoutState } from "./checkoutState.ts";

/** Prices the lines as they are today, and finds out whatever else an order must have. */
export async function price(background: Background, state: CheckoutState) {
  try {
    return await priced(background, state);
  } catch (err) {
    if (!(err instanceof CallFailed)) throw err;
    // Nothing has been done elsewhere yet. The call was tried several times, and the shopper is waiting.
    background.log.warn({ err, order: state.orderId }, "An order could not be priced");
    return problem("OrderNotPlaced");
  }
}

async function priced({ call }: Background, { channel, lines, accountId, ...state }: CheckoutState) {
  const [markets, email] = await Promise.all([
    call(channels, {}),
    state.email ?? (accountId === null ? null : call(accountEmail, { id: accountId })),
  ]);
  if (email === null) return invalidInput({ path: "email", code: "REQUIRED" });

  const market = markets.find(({ code }) => code === channel);
  if (!market) return problem("VariantNotForSale", { variantId: lines[0]?.variantId ?? "" });
  if (!market.countries.includes(state.shippingAddress.country))
    return invalidInput({ path: "shippingAddress.country", code: "NOT_ALLOWED" });

  const currency = state.currency ?? market.defaultCurrency;
  const quotes = await call(quote, { channel, currency, variantIds: lines.map(({ variantId }) => variantId) });
  const result = priceLines(lines, quotes, currency);
  if ("notForSale" in result) return problem("VariantNotForSale", { variantId: result.notForSale });
  return { email, currency, priced: [...result.lines] };
}
