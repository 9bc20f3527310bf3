import { lines, text } from "@madang/service-kit";
import { z } from "zod";
import { skuForm, skuKey } from "./sku.ts";
import { slugForm } from "./slug.ts";

const slug = z.string().max(100).regex(slugForm);
const locale = z.string().max(35);
const money = z.object({ amount: z.string(), currency: z.string() });

const picture = z.object({
  url: z
    .string()
    .max(2_000)
    .regex(/^https?:\/\//i),
  alt: text({ max: 200 }),
  width: z.int().min(1).max(10_000),
  height: z.int().min(1).max(10_000),
});

const translation = z.object({ locale, name: text({ max: 200 }), description: lines({ max: 5_000 }) });
const translations = z
  .array(translation)
  .min(1)
  .max(20)
  .superRefine(onlyOnce("locale", ({ locale }) => locale));

const variant = z.object({
  sku: z.string().regex(skuForm),
  name: text({ min: 0, max: 100 }),
  price: money.nullish(),
});

export const createProductInput = z.object({
  slug: slug.nullish(),
  translations,
  category: z.string().nullish(),
  picture: picture.nullish(),
  variants: z
    .array(variant)
    .min(1)
    .max(100)
    .superRefine(onlyOnce("sku", ({ sku }) => skuKey(sku))),
});

export const updateProductInput = z.object({
  translations: translations.nullish(),
  category: z.string().nullish(),
  picture: picture.nullish(),
});

export const createCategoryInput = z.object({
  slug,
  translations: z
    .array(translation.pick({ locale: true, name: true }))
    .min(1)
    .max(20)
    .superRefine(onlyOnce("locale", ({ locale }) => locale)),
  parent: z.string().nullish(),
});

export type Translation = z.output<typeof translation>;
export type PictureInput = z.output<typeof picture>;

function onlyOnce<Item>(field: string, keyOf: (item: Item) => string) {
  return (items: readonly Item[], context: z.RefinementCtx) => {
    const seen = new Set<string>();
    for (const [i, item] of items.entries()) {
      if (seen.has(keyOf(item))) context.addIssue({ code: "custom", path: [i, field], params: { code: "DUPLICATE" } });
      seen.add(keyOf(item));
    }
  };
}
