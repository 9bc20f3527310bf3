import { holdsCardNumber } from "@madang/service-kit";

/** A run of digits, however people or addresses space it, that begins as cards do. Times and counters begin with 1. */
const runs = /[2-6](?:[ +.-]?\d){11,}/g;

/** Whether an address carries a card's number. Its other digits are many: each run is looked at by itself. */
export function urlHoldsCardNumber(url: string): boolean {
  const plain = url.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return (plain.match(runs) ?? []).some((run) => holdsCardNumber(run));
}
