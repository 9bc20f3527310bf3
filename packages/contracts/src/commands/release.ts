import { parseArgs } from "node:util";
import { breakingChanges } from "../breakingChanges.ts";
import { staleFiles } from "../committed.ts";
import { compose } from "../compose.ts";
import { ContractError } from "../contractError.ts";
import { readReleased, release } from "../release.ts";
import { report } from "../report.ts";

await report(async () => {
  const note = noteOf(process.argv.slice(2));
  const composition = compose();
  const stale = staleFiles(composition);
  if (stale.length > 0) throw new ContractError([`${stale.join(", ")} must be made first: npm run generate.`]);

  const released = readReleased();
  const breaking = released === undefined ? [] : await breakingChanges(released, composition.api);
  release({ note, now: new Date() });
  for (const change of breaking) process.stdout.write(`Breaks: ${change}\n`);
  process.stdout.write("schema/api.released.graphql is what clients are promised now.\n");
});

function noteOf(args: string[]): string {
  try {
    return parseArgs({ args, options: { note: { type: "string", default: "" } } }).values.note;
  } catch (error) {
    if (error instanceof TypeError) throw new ContractError([error.message]);
    throw error;
  }
}
