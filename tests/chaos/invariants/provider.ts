import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

const line = z.object({
  seq: z.number(),
  changes: z.array(
    z.looseObject({
      type: z.string(),
      payment: z.string().optional(),
      reference: z.string().optional(),
      amount: z.number().optional(),
      currency: z.string().optional(),
      event: z.string().optional(),
    }),
  ),
});

export interface ProviderChange {
  readonly seq: number;
  readonly type: string;
  readonly payment?: string | undefined;
  readonly reference?: string | undefined;
  readonly amount?: number | undefined;
  readonly currency?: string | undefined;
  readonly event?: string | undefined;
}

/** What the provider's own ledger says happened, oldest first. A line that is being written just now is left out. */
export function providerChanges(file: string): ProviderChange[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.flatMap((text) => {
    const { seq, changes } = line.parse(JSON.parse(text));
    return changes.map(({ type, payment, reference, amount, currency, event }) => ({
      seq,
      type,
      payment,
      reference,
      amount,
      currency,
      event,
    }));
  });
}

/** Webhooks that the shop has not taken. */
export function untoldEvents(file: string): string[] {
  const changes = providerChanges(file);
  const over = new Set(changes.filter(({ type }) => /^event_/.test(type)).map(({ event }) => event));
  return changes.flatMap(({ type, event }) => (type === "event" && event && !over.has(event) ? [event] : []));
}
