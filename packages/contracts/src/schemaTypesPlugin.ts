import * as schemaTypes from "@graphql-codegen/typescript";

const inputs = /^export type \w+(?:Input|Args) = \{[\s\S]*?^\};/gm;

/**
 * The stock plugin with immutable results, so that resolvers may return what is `readonly`, and mutable inputs, so
 * that they fit what zod makes of its schemas.
 */
export const plugin: typeof schemaTypes.plugin = async (schema, documents, config, info) => {
  const output = await schemaTypes.plugin(schema, documents, config, info);
  return {
    ...output,
    content: output.content.replaceAll(inputs, (type) =>
      type.replaceAll("ReadonlyArray<", "Array<").replaceAll(/^( +)readonly /gm, "$1"),
    ),
  };
};
