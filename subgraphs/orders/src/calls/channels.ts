import { defineCall } from "@madang/service-kit";
import { z } from "zod";

const channel = z.object({
  code: z.string(),
  defaultCurrency: z.string(),
  currencies: z.array(z.string()),
  countries: z.array(z.string()),
});

export type Channel = z.output<typeof channel>;

/** The markets that the shop sells through. */
export const channels = defineCall<Record<string, never>>()({
  to: "catalog",
  name: "channels",
  document: "query Channels { channels { code defaultCurrency currencies countries } }",
  result: z.object({ channels: z.array(channel) }).transform(({ channels }): readonly Channel[] => channels),
});
