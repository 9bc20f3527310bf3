import { type Money, minorDigits } from "@madang/service-kit";

// Stripe counts some currencies in other units than ISO 4217: https://docs.stripe.com/currencies#zero-decimal
const itsDigits: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

const shift = (currency: string) => (itsDigits[currency] ?? minorDigits(currency)) - minorDigits(currency);

/** An amount in Stripe's units; null when it cannot be told exactly. */
export function stripeAmount({ minor, currency }: Money): number | null {
  const by = shift(currency);
  if (by >= 0) return Number(minor * 10n ** BigInt(by));
  const unit = 10n ** BigInt(-by);
  return minor % unit === 0n ? Number(minor / unit) : null;
}

/** Back from Stripe's units. */
export function minorOf(amount: number, currency: string): bigint {
  const by = shift(currency);
  return by >= 0 ? BigInt(amount) / 10n ** BigInt(by) : BigInt(amount) * 10n ** BigInt(-by);
}
