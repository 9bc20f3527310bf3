import { catalogue } from "@madang/events";
import { defineSubgraph } from "@madang/service-kit";
import { connect } from "./data/database.ts";
import { loaders } from "./data/loaders.ts";
import { messages } from "./messages.ts";
import { Mutation } from "./resolvers/Mutation.ts";
import { Payment } from "./resolvers/Payment.ts";
import { Query } from "./resolvers/Query.ts";

export const payments = defineSubgraph(catalogue, {
  name: "payments",
  resolvers: { Query, Mutation, Payment },
  connect,
  loaders,
  messages,
  handles: [],
});
