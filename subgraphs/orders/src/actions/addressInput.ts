import { text } from "@madang/service-kit";
import { z } from "zod";

const optional = (max: number) =>
  text({ min: 0, max })
    .nullish()
    .transform((value) => value || null);

/** Where an order goes, as it is given. */
export const addressInput = z.object({
  name: text({ min: 2, max: 100 }),
  lines: z
    .array(text({ min: 1, max: 200 }))
    .min(1)
    .max(3),
  city: text({ min: 1, max: 100 }),
  region: optional(100),
  postalCode: optional(20),
  country: z.string().length(2).toUpperCase(),
  phone: optional(16),
});
