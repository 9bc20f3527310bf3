import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import {
  type DefinitionNode,
  type DocumentNode,
  GraphQLError,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  Source,
} from "graphql";
import { ContractError } from "./contractError.ts";
import { schemaDirectory } from "./paths.ts";
import { readSupergraphConfig } from "./supergraphConfig.ts";

/** The whole contract of a subgraph as one SDL text: shared types, its own, and what all answer to operators. */
export function contractOf(name: string, directory = schemaDirectory): string {
  return print(contractDocument(name, directory));
}

/** The same as a document, whose nodes know the file and line that they come from. */
export function contractDocument(name: string, directory = schemaDirectory): DocumentNode {
  const entry = readSupergraphConfig(directory).find((candidate) => candidate.name === name);
  if (!entry) throw new ContractError([`There is no subgraph ${name} in schema/supergraph.yaml.`]);
  return mergeDocuments([
    parseFile(join(directory, "shared.graphql")),
    parseFile(entry.contractFile),
    operationsOf(name, directory),
  ]);
}

/** Parses a contract file; a syntax error is told with its file and line. */
export function parseFile(file: string, transform = (text: string) => text): DocumentNode {
  const name = `schema/${basename(file)}`;
  if (!existsSync(file)) throw new ContractError([`${name} does not exist.`]);
  return parseDocument(transform(readFileSync(file, "utf8")), name);
}

/** Parses a text under a name; a syntax error is told with that name and its line. */
export function parseDocument(text: string, name: string): DocumentNode {
  try {
    return parse(new Source(text, name));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new ContractError([`${name}:${error.locations?.[0]?.line ?? 1}: ${error.message}`]);
  }
}

function operationsOf(name: string, directory: string): DocumentNode {
  const capitalised = name.charAt(0).toUpperCase() + name.slice(1);
  return parseFile(join(directory, "operations.graphql"), (text) =>
    text.replaceAll("{name}", name).replaceAll("{Name}", capitalised),
  );
}

/** Joins documents into one; the fields of types that several of them define, as `Query`, are put together. */
export function mergeDocuments(documents: readonly DocumentNode[]): DocumentNode {
  const merged = new Map<string, ObjectTypeDefinitionNode>();
  const definitions: DefinitionNode[] = [];
  for (const definition of documents.flatMap((document) => document.definitions)) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || !isRoot(definition.name.value)) {
      definitions.push(definition);
      continue;
    }
    const before = merged.get(definition.name.value);
    merged.set(
      definition.name.value,
      before ? { ...before, fields: [...(before.fields ?? []), ...(definition.fields ?? [])] } : definition,
    );
  }
  const firstType = definitions.findIndex((definition) => definition.kind !== Kind.SCHEMA_EXTENSION);
  definitions.splice(firstType, 0, ...merged.values());
  return { kind: Kind.DOCUMENT, definitions };
}

function isRoot(typeName: string): boolean {
  return typeName === "Query" || typeName === "Mutation" || typeName === "Subscription";
}
