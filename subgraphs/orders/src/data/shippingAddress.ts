import { z } from "zod";

/** Where an order goes, as it is stored. */
export const storedAddress = z.object({
  name: z.string(),
  lines: z.array(z.string()),
  city: z.string(),
  region: z.string().nullable(),
  postalCode: z.string().nullable(),
  country: z.string(),
  phone: z.string().nullable(),
});

export type ShippingAddress = z.output<typeof storedAddress>;
