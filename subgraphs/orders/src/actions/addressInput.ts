import { note, text } from "@madang/service-kit";
import { z } from "zod";

const optional = <Text extends z.ZodType<string>>(of: Text) => of.nullish().transform((value) => value || null);

/** Where an order goes, as it is given. */
export const addressInput = z.object({
  name: note({ min: 2, max: 100 }),
  lines: z
    .array(note({ min: 1, max: 200 }))
    .min(1)
    .max(3),
  city: note({ min: 1, max: 100 }),
  region: optional(note({ min: 0, max: 100 })),
  postalCode: optional(note({ min: 0, max: 20 })),
  country: z.string().length(2).toUpperCase(),
  // Some have as many digits as some cards.
  phone: optional(text({ min: 0, max: 16 })),
});
