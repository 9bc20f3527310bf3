import { defineCall } from "@madang/service-kit";
import { z } from "zod";

const found = z.object({ check: z.string(), subject: z.string(), detail: z.string() });

/** What a room finds wrong in its own database. */
export const inconsistenciesOf = (room: string) =>
  defineCall<Record<string, never>>()({
    to: room,
    name: "inconsistencies",
    document: `query Inconsistencies { found: ${room}Inconsistencies { check subject detail } }`,
    result: z.object({ found: z.array(found) }).transform(({ found }) => found),
  });
