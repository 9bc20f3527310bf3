import { type GraphQLDataSource, LocalGraphQLDataSource } from "@apollo/gateway";
import { type NodeType, nodesLimit, routerSubgraph } from "@madang/contracts";
import { badInput, isId, subgraphSchema } from "@madang/service-kit";
import type { RouterContext } from "./context.ts";
import type { ServiceWatch } from "./serviceWatch.ts";

interface Found {
  readonly __typename: string;
  readonly id: string;
}

/** Asks a subgraph by name, as part of a client's request. */
export type AskSubgraph = (
  name: string,
  query: string,
  variables: Record<string, unknown>,
  context: RouterContext,
) => Promise<Record<string, unknown> | null | undefined>;

/** Asks for the id too: whoever may not see that, by the contract's scopes, does not learn that the object is there. */
const existence = (types: readonly NodeType[]) =>
  `query Exists($of: [_Any!]!) { _entities(representations: $of) { ${[...new Set(types)].map(({ typeName }) => `... on ${typeName} { id }`).join(" ")} } }`;

/** The subgraph that runs inside the router: `node`, `nodes` and `services`. */
export function ownSubgraph(ask: AskSubgraph, watch: ServiceWatch): GraphQLDataSource {
  const { sdl, nodeTypes } = routerSubgraph();
  const find = (ids: readonly string[], context: RouterContext) => findNodes(ids, nodeTypes, ask, context);
  const Query = {
    node: async (_: unknown, { id }: { id: string }, context: RouterContext) => (await find([id], context))[0] ?? null,
    nodes: (_: unknown, { ids }: { ids: readonly string[] }, context: RouterContext) => {
      if (ids.length > nodesLimit) throw badInput(`"ids" may hold ${nodesLimit} at most.`);
      return find(ids, context);
    },
    services: () => watch.states(),
  };
  return new LocalGraphQLDataSource(subgraphSchema(sdl, [{ Query }], {}));
}

/** Each id's object, when the subgraph that owns its type says that it exists and the viewer may see it. */
async function findNodes(
  ids: readonly string[],
  nodeTypes: readonly NodeType[],
  ask: AskSubgraph,
  context: RouterContext,
): Promise<(Found | null)[]> {
  const wanted = ids.map((id) => ({ id, type: nodeTypes.find(({ prefix }) => isId(prefix, id)) }));
  const owners = Map.groupBy(wanted, ({ type }) => type?.owner);
  const found = new Map<string, Found>();
  await Promise.all(
    [...owners].map(async ([owner, asked]) => {
      if (owner === undefined) return;
      const of = asked.map(({ id, type }) => ({ __typename: type?.typeName, id }));
      const query = existence(asked.flatMap(({ type }) => type ?? []));
      const data = await ask(owner, query, { of }, context);
      const entities = Array.isArray(data?.["_entities"]) ? data["_entities"] : [];
      for (const [i, { id, type }] of asked.entries())
        if (entities[i] && type) found.set(id, { __typename: type.typeName, id });
    }),
  );
  return ids.map((id) => found.get(id) ?? null);
}
