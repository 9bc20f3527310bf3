import { catalogue } from "@madang/events";
import { defineSubgraph } from "@madang/service-kit";
import { connect } from "./data/database.ts";
import { env } from "./env.ts";
import { loaders } from "./loaders.ts";
import { messages } from "./messages.ts";
import { pictureRoutes } from "./pictures/routes.ts";
import { Category } from "./resolvers/Category.ts";
import { Mutation } from "./resolvers/Mutation.ts";
import { Product } from "./resolvers/Product.ts";
import { ProductConnection } from "./resolvers/ProductConnection.ts";
import { ProductVariant } from "./resolvers/ProductVariant.ts";
import { Query } from "./resolvers/Query.ts";
import { untoldPlacements } from "./sweeps/untoldPlacements.ts";

export const catalog = defineSubgraph(catalogue, {
  name: "catalog",
  resolvers: { Query, Mutation, Product, ProductVariant, Category, ProductConnection },
  connect,
  loaders,
  messages,
  handles: [],
  env,
  pages: pictureRoutes,
  sweeps: [untoldPlacements],
});
