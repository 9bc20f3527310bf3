import * as resolvers from "@graphql-codegen/typescript-resolvers";

/**
 * The stock plugin, but where a subgraph says what the parent of a type is (`src/parents.ts`), that is what its
 * resolvers get, never a bare `{ __typename, id }`; and `__resolveReference`, which has to find it, cannot be forgotten.
 */
export const plugin: typeof resolvers.plugin = async (schema, documents, config, info) => {
  const output = await resolvers.plugin(schema, documents, config, info);
  const mapped = Object.keys(config.mappers ?? {});
  return { ...output, content: mapped.reduce(withoutBareReferences, output.content) };
};

function withoutBareReferences(content: string, typeName: string): string {
  return content
    .replace(` | FederationReferenceTypes['${typeName}'];`, ";")
    .replace(
      `__resolveReference?: ReferenceResolver<Maybe<ResolversTypes['${typeName}']> | FederationReferenceType,`,
      `__resolveReference: ReferenceResolver<Maybe<ResolversTypes['${typeName}']>,`,
    );
}
