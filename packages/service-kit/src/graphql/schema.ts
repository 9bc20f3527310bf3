import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, parse } from "graphql";
import { type Messages, missingMessages } from "../messages.ts";
import { type Money, moneyOut } from "../money.ts";
import type { ResolverMap } from "../subgraph.ts";
import { problemNames, resolveAbstractTypes } from "./abstractTypes.ts";
import { enforceAuthorization } from "./authorization.ts";
import { scalars } from "./scalars.ts";

const money = {
  amount: (value: Money) => moneyOut(value).amount,
};

/** A subgraph's executable schema: its contract, its resolvers, and what the kit adds to both. */
export function subgraphSchema(sdl: string, maps: readonly ResolverMap[], messages: Messages): GraphQLSchema {
  const schema = buildSubgraphSchema({
    typeDefs: parse(sdl),
    // Apollo types resolver maps by hand-written shapes that codegen's stricter ones do not fit.
    resolvers: merged([{ ...scalars, Money: money }, ...maps]) as NonNullable<
      Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>["resolvers"]
    >,
  });
  resolveAbstractTypes(schema);
  enforceAuthorization(schema);
  const missing = missingMessages(messages, problemNames(schema));
  if (missing.length > 0) throw new Error(`Problems without a message: ${missing.join(", ")}.`);
  return schema;
}

function merged(maps: readonly ResolverMap[]): Record<string, object> {
  const all: Record<string, object> = {};
  for (const map of maps)
    for (const [type, fields] of Object.entries(map)) all[type] = all[type] ? { ...all[type], ...fields } : fields;
  return all;
}
