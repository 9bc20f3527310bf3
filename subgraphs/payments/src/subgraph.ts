import { catalogue } from "@madang/events";
import { defineSubgraph } from "@madang/service-kit";
import { checks } from "./checks/books.ts";
import { connect } from "./data/database.ts";
import { loaders } from "./data/loaders.ts";
import { env } from "./env.ts";
import { messages } from "./messages.ts";
import * as resolvers from "./resolvers/index.ts";
import { webhooks } from "./routes/webhooks.ts";
import { duePayments } from "./sweeps/duePayments.ts";
import { oldWebhooks } from "./sweeps/oldWebhooks.ts";
import { reconciliation } from "./sweeps/reconciliation.ts";

/** What is paid for orders, and how it stands in the books. */
export const payments = defineSubgraph(catalogue, {
  name: "payments",
  resolvers,
  connect,
  loaders,
  messages,
  handles: [],
  routes: [webhooks],
  sweeps: [duePayments, reconciliation, oldWebhooks],
  checks,
  env,
});
