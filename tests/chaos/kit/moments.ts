import type { Moment } from "@madang/service-kit";
import { z } from "zod";

/** A moment in a process, as the harness names it: `commit before FORWARD`. */
export const nameOf = ({ step, at, direction }: Pick<Moment, "step" | "at" | "direction">) =>
  `${step} ${at} ${direction}`;

/** What the harness tells a room: what to do when a process comes to this moment, once. */
export const order = z.object({
  arm: z
    .object({
      process: z.string(),
      moment: z.string(),
      /** `die` at once, or `ask` the harness and wait for its word. */
      does: z.enum(["die", "ask"]),
    })
    .nullable(),
  go: z.literal(true).optional(),
});

/** What a room tells the harness: a process has come to the moment, and waits there. */
export const reached = z.object({ reached: z.string() });

export type Arm = NonNullable<z.output<typeof order>["arm"]>;
