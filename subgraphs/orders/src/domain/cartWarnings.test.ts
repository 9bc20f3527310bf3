import { describe, expect, it } from "vitest";
import { marketOf } from "./cartMarket.ts";
import { type SeenLine, warningsOf } from "./cartWarnings.ts";

const gbp = (minor: bigint) => ({ minor, currency: "GBP" });
const line = (more: Partial<SeenLine>): SeenLine => ({
  id: "line",
  quantity: 3,
  price: gbp(100n),
  quote: { unitPrice: gbp(100n) },
  available: 3,
  ...more,
});
const warning = { lineId: "line", available: null, previousUnitPrice: null, unitPrice: null };
const dearer = { ...warning, kind: "PRICE_CHANGED", previousUnitPrice: gbp(100n), unitPrice: gbp(101n) };
const short = (available: number) => ({ ...warning, kind: "INSUFFICIENT_STOCK", available });

describe("a line's warnings", () => {
  it.each<[string, Partial<SeenLine>, object[]]>([
    ["are none when all is as it was", {}, []],
    ["name another price", { quote: { unitPrice: gbp(101n) } }, [dearer]],
    ["name no price that was not known", { price: null, quote: { unitPrice: gbp(101n) } }, []],
    ["compare no currencies", { price: { minor: 100n, currency: "KRW" } }, []],
    ["name too few", { available: 2 }, [short(2)]],
    ["name none left", { available: 0 }, [short(0)]],
    ["name price and stock", { available: 1, quote: { unitPrice: gbp(101n) } }, [dearer, short(1)]],
    ["say nothing beyond what is counted", { quantity: 500, available: 100 }, []],
    ["count up to what is counted", { quantity: 500, available: 99 }, [short(99)]],
    [
      "name what is not for sale, and nothing more of it",
      { quote: { unitPrice: null }, available: 0 },
      [{ ...warning, kind: "NOT_FOR_SALE" }],
    ],
    ["are of stock alone when nobody knows prices", { quote: null, available: 1 }, [short(1)]],
    ["are of prices alone when nobody knows the stock", { available: null, quote: { unitPrice: gbp(101n) } }, [dearer]],
    ["are none when nobody knows anything", { quote: null, available: null }, []],
  ])("%s", (_, more, wanted) => {
    expect(warningsOf(line(more))).toEqual(wanted);
  });
});

describe("a new cart's market", () => {
  const known = [{ code: "kr", defaultCurrency: "KRW", currencies: ["KRW", "USD"] }];
  it.each([
    ["in a currency of the channel", "kr", "USD", known, { channel: "kr", currency: "USD" }],
    ["in its default for any other", "kr", "GBP", known, { channel: "kr", currency: "KRW" }],
    ["in its default when none is asked for", "kr", null, known, { channel: "kr", currency: "KRW" }],
    ["not there without its channel", "mars", "USD", known, null],
    ["as wanted when nobody knows", "mars", "USD", null, { channel: "mars", currency: "USD" }],
  ])("is %s", (_, channel, currency, channels, market) => {
    expect(marketOf({ channel, currency }, channels)).toEqual(market);
  });
});
