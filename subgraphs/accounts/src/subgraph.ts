import { catalogue } from "@madang/events";
import { defineSubgraph } from "@madang/service-kit";
import { forgetExpired } from "./actions/forgetExpired.ts";
import { connect } from "./data/database.ts";
import { loaders } from "./data/loaders.ts";
import { env } from "./env.ts";
import { messages } from "./messages.ts";
import { Account } from "./resolvers/Account.ts";
import { Address } from "./resolvers/Address.ts";
import { Mutation } from "./resolvers/Mutation.ts";
import { Query } from "./resolvers/Query.ts";
import { publishedKeys } from "./sessions/keyRing.ts";

const hour = 60 * 60_000;

/** Who the shopper is. */
export const accounts = defineSubgraph(catalogue, {
  name: "accounts",
  resolvers: { Query, Mutation, Account, Address },
  connect,
  loaders,
  messages,
  handles: [],
  sweeps: [{ name: "forgetExpired", everyMs: hour, run: async ({ run }) => void (await run(forgetExpired, {})) }],
  pages: { "/.well-known/jwks.json": publishedKeys },
  env,
});
