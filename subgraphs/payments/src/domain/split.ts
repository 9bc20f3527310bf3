import { type InvalidField, type InvalidInput, invalidInput } from "@madang/service-kit";

/**
 * How much each part pays: what it says, and the rest where it says nothing. They add up to the total, and each is
 * more than zero.
 */
export function split(total: bigint, amounts: readonly (bigint | null)[]): readonly bigint[] | InvalidInput {
  const wrong = (fields: readonly InvalidField[]) => invalidInput(...fields);
  const open = amounts.flatMap((amount, index) => (amount === null ? [index] : []));
  if (open.length > 1)
    return wrong(open.slice(1).map((index) => ({ path: `payments.${index}.amountMinor`, code: "REQUIRED" })));
  const given = amounts.reduce<bigint>((sum, amount) => sum + (amount ?? 0n), 0n);
  const rest = total - given;
  if (rest < 0n) return wrong([{ path: "payments", code: "TOO_LARGE" }]);
  if (open.length === 0)
    return rest === 0n ? amounts.map((amount) => amount ?? 0n) : wrong([{ path: "payments", code: "TOO_SMALL" }]);
  if (rest === 0n) return wrong(open.map((index) => ({ path: `payments.${index}.amountMinor`, code: "TOO_SMALL" })));
  return amounts.map((amount) => amount ?? rest);
}
