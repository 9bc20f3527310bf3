import { z } from "zod";

/** What the shopper has to do, as it is stored. */
export const storedAction = z.discriminatedUnion("type", [
  z.object({ type: z.literal("REDIRECT"), url: z.string() }),
  z.object({
    type: z.literal("BANK_TRANSFER"),
    bank: z.string(),
    accountNumber: z.string(),
    holder: z.string(),
    dueAt: z.coerce.date(),
  }),
]);
