import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

/** What clients of the released API could trip over in the present one. */
export async function breakingChanges(released: string, api: string): Promise<string[]> {
  const changes = await diff(buildSchema(released), buildSchema(api));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ message }) => `${message}.`);
}
