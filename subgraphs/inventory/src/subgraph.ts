import { catalogue } from "@madang/events";
import { defineSubgraph } from "@madang/service-kit";
import { checks } from "./data/checks.ts";
import { connect } from "./data/database.ts";
import { loaders } from "./data/loaders.ts";
import { onProductCreated } from "./events/onProductCreated.ts";
import { messages } from "./messages.ts";
import { Mutation } from "./resolvers/Mutation.ts";
import { ProductVariant } from "./resolvers/ProductVariant.ts";
import { Query } from "./resolvers/Query.ts";
import { StockLevel } from "./resolvers/StockLevel.ts";
import { Warehouse } from "./resolvers/Warehouse.ts";
import { lapsedReservations } from "./sweeps/lapsedReservations.ts";

export const inventory = defineSubgraph(catalogue, {
  name: "inventory",
  resolvers: { Query, Mutation, ProductVariant, StockLevel, Warehouse },
  connect,
  loaders,
  messages,
  handles: [onProductCreated],
  sweeps: [lapsedReservations],
  checks,
});
