import { breakingChanges } from "./breakingChanges.ts";
import { staleFiles } from "./committed.ts";
import { type Composition, compose } from "./compose.ts";
import { ContractError } from "./contractError.ts";
import { descriptionFindings } from "./descriptions.ts";
import { nullabilityFindings } from "./nullability.ts";
import { operationFindings } from "./operations.ts";
import { schemaDirectory } from "./paths.ts";
import { readReleased } from "./release.ts";

/** Everything that is wrong with the contracts and what is made of them, one sentence each. */
export async function checkContracts(directory = schemaDirectory): Promise<string[]> {
  let composition: Composition;
  try {
    composition = compose(directory);
  } catch (error) {
    if (error instanceof ContractError) return [...error.findings];
    throw error;
  }
  return [
    ...staleFiles(composition, directory).map(
      (file) => `${file} is not what the contracts compose to: npm run generate.`,
    ),
    ...descriptionFindings(directory),
    ...(await promiseFindings(composition.api, directory)),
    ...nullabilityFindings(composition.api, directory),
    ...operationFindings(composition.api),
  ];
}

async function promiseFindings(api: string, directory: string): Promise<string[]> {
  const released = readReleased(directory);
  if (released === undefined) return ['Nothing was released yet: npm run api:release -- --note "…".'];
  const changes = await breakingChanges(released, api);
  return changes.map((change) => `${change} If it has to be: npm run api:release -- --note "…".`);
}
