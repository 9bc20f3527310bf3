import { buildSchema, isNonNullType, Kind } from "graphql";
import { schemaDirectory } from "./paths.ts";
import { routerDocument } from "./routerSubgraph.ts";

/**
 * The fields of Query that cannot be null. GraphQL takes the whole answer away with one that fails, and so one subgraph
 * that is down would empty every page that asks it for anything. What the router answers itself is always there.
 */
export function nullabilityFindings(api: string, directory = schemaDirectory): string[] {
  const own = new Set(
    routerDocument(directory).definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === "Query"
        ? (definition.fields ?? []).map(({ name }) => name.value)
        : [],
    ),
  );
  return Object.values(buildSchema(api).getQueryType()?.getFields() ?? {})
    .filter(({ name, type }) => isNonNullType(type) && !own.has(name))
    .map(({ name, type }) => `Query.${name} must be ${String(type).slice(0, -1)}: a field at the root may be null.`);
}
