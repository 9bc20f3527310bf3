import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CodegenConfig } from "@graphql-codegen/cli";
import { contractDocument, contractOf, readSupergraphConfig, rootDirectory } from "@madang/contracts";

const plugin = (name: string) => join(rootDirectory, `packages/contracts/src/${name}.ts`);

const federationScalars = {
  _Any: "Record<string, unknown>",
  _FieldSet: "string",
  federation__FieldSet: "string",
  federation__Scope: "string",
  federation__Policy: "string",
  federation__ContextFieldValue: "string",
  link__Import: "string",
};

const scalars = {
  ID: "string",
  DateTime: "Date",
  Date: "string",
  Decimal: "string",
  CurrencyCode: "string",
  CountryCode: "string",
  Locale: "string",
  URL: "string",
  EmailAddress: "string",
  PhoneNumber: "string",
};

/** The resolver types of one subgraph. */
function resolverTypes(name: string): CodegenConfig["generates"] {
  const source = join(rootDirectory, "subgraphs", name, "src");
  return {
    [join(source, "__generated__/resolvers.ts")]: {
      schema: contractOf(name),
      plugins: [plugin("schemaTypesPlugin"), plugin("resolverTypesPlugin")],
      config: {
        federation: true,
        strictScalars: true,
        scalars: { ...scalars, ...federationScalars },
        useTypeImports: true,
        enumsAsTypes: true,
        immutableTypes: true,
        avoidOptionals: { defaultValue: true, field: true },
        contextType: "../context.ts#Context",
        mapperTypeSuffix: "Parent",
        mappers: { ...sharedMappers, ...mappersIn(join(source, "parents.ts"), typesOf(name)) },
      },
    },
  };
}

// The kit writes amounts out of minor units, and adds a message to each refused field.
const sharedMappers = {
  Money: "@madang/service-kit#Money",
  InvalidField: "@madang/service-kit#InvalidField",
};

function typesOf(name: string): Set<string> {
  return new Set(
    contractDocument(name).definitions.flatMap((node) => ("name" in node && node.name ? [node.name.value] : [])),
  );
}

// Whatever parents.ts exports under the name of a GraphQL type is what its resolvers get as their parent.
function mappersIn(file: string, types: ReadonlySet<string>): Record<string, string> {
  if (!existsSync(file)) return {};
  const text = readFileSync(file, "utf8");
  const declared = [...text.matchAll(/^export (?:declare )?(?:type|interface) (\w+)/gm)].map((match) => match[1] ?? "");
  const listed = [...text.matchAll(/^export type \{([^}]*)\}/gm)].flatMap((match) =>
    (match[1] ?? "").split(",").map(
      (part) =>
        part
          .trim()
          .split(/\s+as\s+/)
          .at(-1) ?? "",
    ),
  );
  const names = [...declared, ...listed].filter((exported) => types.has(exported));
  return Object.fromEntries(names.map((exported) => [exported, `../parents.ts#${exported}`]));
}

const clientConfig = {
  strictScalars: true,
  // On the wire every scalar is a string; the client's `scalars.ts` makes more of one on request.
  scalars: { ...scalars, DateTime: "string" },
  useTypeImports: true,
  enumType: "const",
  enumsAsConst: true,
  namingConvention: { enumValues: "keep" },
  immutableTypes: true,
  importExtension: ".ts",
  nonOptionalTypename: true,
} as const;

/** What a front end installs: typed documents of the example operations, and every enum and input of the graph. */
const clientTypes: CodegenConfig["generates"] = {
  [`${join(rootDirectory, "packages/client/src/__generated__")}/`]: {
    preset: "client",
    schema: join(rootDirectory, "schema/api.graphql"),
    documents: join(rootDirectory, "examples/operations/**/*.graphql"),
    presetConfig: { fragmentMasking: { unmaskFunctionName: "readFragment" } },
    config: clientConfig,
  },
  [join(rootDirectory, "packages/client/src/__generated__/schema.ts")]: {
    schema: join(rootDirectory, "schema/api.graphql"),
    plugins: ["typescript"],
    config: clientConfig,
  },
};

const config: CodegenConfig = {
  generates: Object.assign({}, clientTypes, ...readSupergraphConfig().map(({ name }) => resolverTypes(name))),
};

export default config;
