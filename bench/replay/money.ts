import { parseAmount } from "@madang/service-kit";
import { z } from "zod";

/** Money as the graph says it, as minor units. */
export const money = z
  .object({ amount: z.string(), currency: z.string() })
  .transform(({ amount, currency }, context) => {
    const minor = parseAmount(amount, currency);
    if (minor !== null) return minor;
    context.addIssue({ code: "custom", message: `${amount} ${currency} is no amount` });
    return z.NEVER;
  });
