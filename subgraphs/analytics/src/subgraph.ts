import { catalogue } from "@madang/events";
import { defineSubgraph } from "@madang/service-kit";
import type { Loaders } from "./context.ts";
import { connect } from "./data/database.ts";
import { onOrderCancelled } from "./events/onOrderCancelled.ts";
import { onOrderPlaced } from "./events/onOrderPlaced.ts";
import { messages } from "./messages.ts";
import { Query } from "./resolvers/Query.ts";

export const analytics = defineSubgraph(catalogue, {
  name: "analytics",
  resolvers: { Query },
  connect,
  loaders: (): Loaders => ({}),
  messages,
  handles: [onOrderPlaced, onOrderCancelled],
});
