import { composeServices } from "@apollo/composition";
import { type GraphQLError, GraphQLSchema, printSchema } from "graphql";
import { contractDocument } from "./contract.ts";
import { ContractError } from "./contractError.ts";
import { schemaDirectory } from "./paths.ts";
import { routerDocument, routerEntry } from "./routerSubgraph.ts";
import { readSupergraphConfig } from "./supergraphConfig.ts";

/** The graph in the two forms that are committed. */
export interface Composition {
  /** What the router runs: every type with its subgraphs, its scopes and what clients never see. */
  readonly supergraph: string;
  /** What clients see. */
  readonly api: string;
}

const header = "# Composed from the contracts by `npm run generate`. Change those, not this file.\n\n";

/** Composes all contracts; throws a ContractError that lists every reason why they do not fit together. */
export function compose(directory = schemaDirectory): Composition {
  const result = composeServices([
    ...readSupergraphConfig(directory).map(({ name, routingUrl }) => ({
      name,
      url: routingUrl,
      typeDefs: contractDocument(name, directory),
    })),
    { name: routerEntry.name, url: routerEntry.routingUrl, typeDefs: routerDocument(directory) },
  ]);
  if (result.errors) throw new ContractError(result.errors.map(sentenceOf));

  const api = result.schema.toAPISchema().toGraphQLJSSchema();
  return {
    supergraph: header + ensureNewline(result.supergraphSdl),
    api: header + ensureNewline(printSchema(withoutDirectives(api))),
  };
}

function sentenceOf(error: GraphQLError): string {
  const places = (error.nodes ?? [])
    .flatMap((node) => {
      // A definition begins with its description; its name is where one looks.
      const at = ("name" in node ? node.name?.loc : undefined) ?? node.loc;
      return at ? [`${at.source.name}:${at.startToken.line}`] : [];
    })
    .filter((place, index, all) => place.startsWith("schema/") && all.indexOf(place) === index);
  const code = error.extensions["code"];
  const message = error.message.replaceAll(/\s*\n\s*/g, " ");
  return `${places.length > 0 ? `${places.join(", ")}: ` : ""}${message}${code ? ` (${String(code)})` : ""}`;
}

// Directives that only routers understand are no part of what clients are promised.
function withoutDirectives(schema: GraphQLSchema): GraphQLSchema {
  const { directives, ...config } = schema.toConfig();
  const known = new Set(["skip", "include", "deprecated", "specifiedBy"]);
  return new GraphQLSchema({ ...config, directives: directives.filter(({ name }) => known.has(name)) });
}

function ensureNewline(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
