import type { Explored } from "./explore.ts";
import type { Scenario } from "./world.ts";

/** Prints how much was looked through: a model that has shrunk to nothing proves nothing. */
export function report({ name }: Scenario, { states, transitions, ends }: Explored): void {
  const ways = [...ends.keys()].sort().join(", ");
  process.stdout.write(`model: ${name}: ${states} states, ${transitions} transitions; ends: ${ways}\n`);
}
