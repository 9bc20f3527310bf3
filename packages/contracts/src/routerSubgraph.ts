import { join } from "node:path";
import { type DocumentNode, Kind, type ObjectTypeDefinitionNode, parse, print } from "graphql";
import { mergeDocuments, parseFile } from "./contract.ts";
import { ContractError } from "./contractError.ts";
import { schemaDirectory } from "./paths.ts";
import { readSupergraphConfig } from "./supergraphConfig.ts";

/** A type that `node(id:)` finds: the prefix of its ids, and the subgraph that can say whether one exists. */
export interface NodeType {
  readonly typeName: string;
  readonly prefix: string;
  readonly owner: string;
}

/** The name and address under which the router's own subgraph is composed. */
export const routerEntry = { name: "router", routingUrl: "local://router" } as const;

/** How many ids `nodes` takes at once. */
export const nodesLimit = 100;

/** The subgraph that runs inside the router: `schema/router.graphql` with `node` and `nodes`. */
export function routerSubgraph(directory = schemaDirectory): { sdl: string; nodeTypes: NodeType[] } {
  const nodeTypes = nodeTypesOf(directory);
  return { sdl: print(routerDocument(directory, nodeTypes)), nodeTypes };
}

export function routerDocument(directory: string, nodeTypes = nodeTypesOf(directory)): DocumentNode {
  return mergeDocuments([
    parseFile(join(directory, "shared.graphql")),
    parseFile(join(directory, "router.graphql")),
    parse(nodeSdl(nodeTypes)),
  ]);
}

function nodeSdl(nodeTypes: readonly NodeType[]): string {
  const stubs = nodeTypes.map(
    ({ typeName }) => `type ${typeName} implements Node @key(fields: "id", resolvable: false) { id: ID! }`,
  );
  return `
    type Query {
      "Whatever has this id; null when nothing has, or when the viewer may not see it."
      node("A TypeID, as in every \`id\`." id: ID!): Node
      "The same for many ids, in their order; null stands where nothing was found."
      nodes("At most ${nodesLimit} TypeIDs." ids: [ID!]!): [Node]!
    }
    ${stubs.join("\n")}
  `;
}

function nodeTypesOf(directory: string): NodeType[] {
  const owners = new Map<string, NodeType>();
  for (const { name: owner, contractFile } of readSupergraphConfig(directory)) {
    for (const definition of parseFile(contractFile).definitions) {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || !implementsNode(definition)) continue;
      const typeName = definition.name.value;
      const other = owners.get(typeName);
      if (other) {
        throw new ContractError([`${typeName} implements Node in ${other.owner} and in ${owner}: one must own it.`]);
      }
      owners.set(typeName, { typeName, prefix: snakeCase(typeName), owner });
    }
  }
  return [...owners.values()];
}

function implementsNode(type: ObjectTypeDefinitionNode): boolean {
  return type.interfaces?.some((implemented) => implemented.name.value === "Node") ?? false;
}

function snakeCase(typeName: string): string {
  return typeName.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
