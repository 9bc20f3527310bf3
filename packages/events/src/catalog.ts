import { defineEvent } from "@madang/service-kit";
import { z } from "zod";

/** A product came into the catalogue, with its variants. */
export const productCreated = defineEvent({
  type: "catalog.productCreated",
  version: 1,
  data: z.object({
    productId: z.string(),
    variants: z.array(
      z.object({
        variantId: z.string(),
        sku: z.string(),
        /** Pieces to begin with, from an import or the sample shop; null leaves the count to the staff. */
        openingStock: z.number().int().min(0).nullable(),
      }),
    ),
  }),
  subject: ({ productId }) => productId,
  subscribers: ["inventory"],
});
