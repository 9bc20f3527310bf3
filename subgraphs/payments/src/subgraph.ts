import { catalogue } from "@madang/events";
import { defineSubgraph } from "@madang/service-kit";
import { connect } from "./data/database.ts";
import { messages } from "./messages.ts";
import { Mutation } from "./resolvers/Mutation.ts";
import { Query } from "./resolvers/Query.ts";

/** What is paid for orders, and how it stands in the books. */
export const payments = defineSubgraph(catalogue, {
  name: "payments",
  resolvers: { Query, Mutation },
  connect,
  loaders: () => ({}),
  messages,
  handles: [],
});
