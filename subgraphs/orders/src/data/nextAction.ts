import { z } from "zod";

/** What the shopper has to do, as it is stored with the order. */
export const storedAction = z.object({
  type: z.enum(["REDIRECT", "BANK_TRANSFER"]),
  redirectUrl: z.string().nullable(),
  bankTransfer: z
    .object({ bank: z.string(), accountNumber: z.string(), holder: z.string(), amountMinor: z.coerce.bigint() })
    .nullable(),
  expiresAt: z.coerce.date().nullable(),
});

export type StoredAction = z.output<typeof storedAction>;
