import { parseArgs } from "node:util";
import { z } from "zod";

const shape = z.object({
  /** The short form: fewer cells and shoppers, drawn by the seed. */
  sample: z.boolean(),
  row: z.array(z.string()),
  seed: z.coerce.number().int().min(0),
  /** Only cells whose name has this in it. */
  cell: z.string(),
  /** A bug to plant into the shop, by its name: then what is run has to end red. */
  plant: z.string(),
});

export type Options = z.output<typeof shape>;

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sample: { type: "boolean", default: false },
      // Everything runs in processes of its own anyway; the option is there because the promise names it.
      processes: { type: "boolean", default: true },
      row: { type: "string", multiple: true, default: [] },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      cell: { type: "string", default: "" },
      plant: { type: "string", default: "" },
    },
  });
  return shape.parse(values);
}
