import { type GraphQLSchema, isInterfaceType, isObjectType, isUnionType } from "graphql";

/**
 * Resolves unions and interfaces: by `__typename` where there is one, as in every problem; else a union's one
 * member that is no problem. A union with several of those stops the start.
 */
export function resolveAbstractTypes(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("_")) continue;
    if (isInterfaceType(type)) type.resolveType ??= typenameOf;
    if (!isUnionType(type)) continue;
    const successes = type
      .getTypes()
      .filter((member) => !member.getInterfaces().some(({ name }) => name === "Problem"));
    const [success] = successes;
    if (!success || successes.length > 1)
      throw new Error(`The union ${type.name} needs exactly one member that is no Problem.`);
    type.resolveType = (value) => typenameOf(value) ?? success.name;
  }
}

/** The names of all types of a schema that are problems. */
export const problemNames = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => type.getInterfaces().some(({ name }) => name === "Problem"))
    .map(({ name }) => name);

const typenameOf = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null && "__typename" in value && typeof value.__typename === "string"
    ? value.__typename
    : undefined;
