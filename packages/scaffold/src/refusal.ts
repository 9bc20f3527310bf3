import { existsSync } from "node:fs";
import { join } from "node:path";
import { contractDocument, readSupergraphConfig } from "@madang/contracts";
import { type DefinitionNode, Kind, parse } from "graphql";
import { type Names, namesOf } from "./names.ts";
import { templateFiles } from "./template.ts";

// What JavaScript keeps for itself, what subgraph.ts imports under that name, and what else has a role in the database,
// a package or a container of that name.
const reserved = new Set(
  `arguments await break case catch class const continue debugger default delete else enum eval export extends false
  finally for function implements import instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield
  catalogue connect loaders messages router web postgres template0 template1 pgbouncer redis mailbox prometheus`.split(
    /\s+/,
  ),
);

// Types of TypeScript, Prisma, codegen and every subgraph's own, beside which one of the same name cannot stand.
const reservedTypes = new Set(
  `Awaited Context Db Loading Maybe Mutation Parameters Partial Pick Position Prisma Query Readonly Record Required
  Resolver Scalar Subscription Tx Work`.split(/\s+/),
);

/** Why a subgraph of that name cannot be made, in one sentence; undefined when it can. */
export function refusalOf(name: string, root: string): string | undefined {
  if (!/^[a-z][a-z0-9]{2,29}$/.test(name))
    return "A subgraph's name has 3 to 30 lower-case letters and digits and begins with a letter: npm run new:subgraph gifts";
  if (reserved.has(name)) return `"${name}" has a meaning already: choose another name.`;
  const subgraphs = readSupergraphConfig(join(root, "schema"));
  if (subgraphs.some((subgraph) => subgraph.name === name)) return `There is a subgraph "${name}" already.`;
  const paths = [`subgraphs/${name}`, `prisma/${name}`, `schema/${name}.graphql`, `packages/${name}`];
  const taken = paths.find((path) => existsSync(join(root, path)));
  if (taken) return `"${name}" is taken: there is ${taken} already.`;

  const names = namesOf(name);
  if (names.Type in globalThis || reservedTypes.has(names.Type))
    return `A "${name}" would hold things of type ${names.Type}, which has a meaning already: choose another name.`;
  return meetingOf(names, root);
}

/** The first type or field of the new contract that another one has. */
function meetingOf(names: Names, root: string): string | undefined {
  const contract = templateFiles(names).find(({ path }) => path === `schema/${names.name}.graphql`);
  const wanted = new Set(symbolsOf(parse(contract?.text ?? "").definitions));
  for (const { name: owner } of readSupergraphConfig(join(root, "schema"))) {
    const { definitions } = contractDocument(owner, join(root, "schema"));
    const met = symbolsOf(definitions).find((symbol) => wanted.has(symbol));
    if (met) return `"${names.name}" would bring ${met} into the graph, where ${owner} has one already.`;
  }
  return undefined;
}

const roots = new Set(["Query", "Mutation"]);

/** Types by name, and the fields of Query and Mutation as `Query.gifts`. */
function symbolsOf(definitions: readonly DefinitionNode[]): string[] {
  return definitions.flatMap((definition) => {
    if (!("name" in definition) || !definition.name) return [];
    const { value } = definition.name;
    if (!roots.has(value)) return [value];
    const fields = definition.kind === Kind.OBJECT_TYPE_DEFINITION ? (definition.fields ?? []) : [];
    return fields.map((field) => `${value}.${field.name.value}`);
  });
}
