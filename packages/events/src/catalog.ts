import { defineEvent } from "@madang/service-kit";
import { z } from "zod";

/** A product came into the catalogue, with its variants. */
export const productCreated = defineEvent({
  type: "catalog.productCreated",
  version: 2,
  data: z.object({
    productId: z.string(),
    /** Null when it is in none, and in version 1. */
    categoryId: z.string().nullable().default(null),
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
  subscribers: ["inventory", "analytics"],
});

/**
 * A product went into another category, or out of every one. Also said once of products that came before categories
 * were told of; then it names the variants, as `productCreated` does.
 */
export const productCategorized = defineEvent({
  type: "catalog.productCategorized",
  version: 1,
  data: z.object({
    productId: z.string(),
    categoryId: z.string().nullable(),
    variantIds: z.array(z.string()).default([]),
  }),
  subject: ({ productId }) => productId,
  subscribers: ["analytics"],
});

/** A category came into the tree, or went elsewhere in it. */
export const categoryPlaced = defineEvent({
  type: "catalog.categoryPlaced",
  version: 1,
  data: z.object({ categoryId: z.string(), parentId: z.string().nullable() }),
  subject: ({ categoryId }) => categoryId,
  subscribers: ["analytics"],
});
