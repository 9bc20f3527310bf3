import { type Money, minorDigits } from "@madang/service-kit";

// How many digits Stripe counts, which is neither ISO 4217 nor CLDR: https://docs.stripe.com/currencies#zero-decimal
const none = new Set("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "));
const three = new Set("BHD JOD KWD OMR TND".split(" "));

const itsDigits = (currency: string) => (none.has(currency) ? 0 : three.has(currency) ? 3 : 2);
const shift = (currency: string) => itsDigits(currency) - minorDigits(currency);

/** An amount in Stripe's units; null when it cannot be told exactly. */
export function stripeAmount({ minor, currency }: Money): number | null {
  const by = shift(currency);
  // Stripe wants the last of three digits to be 0, because some of its partners know two.
  const unit = by < 0 ? 10n ** BigInt(-by) : three.has(currency) ? 10n : 1n;
  if (minor % unit !== 0n) return null;
  return Number(by < 0 ? minor / unit : minor * 10n ** BigInt(by));
}

/** Back from Stripe's units. */
export function minorOf(amount: number, currency: string): bigint {
  const by = shift(currency);
  return by >= 0 ? BigInt(amount) / 10n ** BigInt(by) : BigInt(amount) * 10n ** BigInt(-by);
}
