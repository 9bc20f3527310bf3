import { isCurrency } from "@madang/service-kit";
import { z } from "zod";

const pattern = z.string().transform((source, context) => {
  try {
    return new RegExp(source, "iu");
  } catch {
    context.addIssue({ code: "custom", message: "is no regular expression" });
    return z.NEVER;
  }
});

/** How a file becomes products: which column is what, and what is no product. */
export const importMap = z.strictObject({
  delimiter: z.string().length(1).default(","),
  columns: z.strictObject({
    /** Lines of one SKU, whatever the case, make one product. */
    sku: z.string().min(1),
    /** Where a SKU has several, the commonest of its priced lines. */
    name: z.string().min(1),
    /** In major units; where a SKU has several, the latest that is above nothing. */
    price: z.string().min(1),
    /** When the line was written; without it, later lines are later. */
    at: z.string().min(1).optional(),
  }),
  channel: z.string().min(1),
  locale: z.string().min(1),
  currency: z.string().refine(isCurrency, "is no currency"),
  /** Pieces to begin with of each new product. */
  openingStock: z.int().min(0).max(1_000_000).nullable(),
  /** What is no product, the first that fits. */
  refused: z
    .array(z.strictObject({ sku: pattern.optional(), name: pattern.optional(), reason: z.string().min(1) }))
    .default([]),
});

export type ImportMap = z.output<typeof importMap>;
