import { accountRegistered, registrationRepeated } from "./accounts.ts";
import { productCreated } from "./catalog.ts";
import { orderCancelled, orderPlaced } from "./orders.ts";

export * from "./accounts.ts";
export * from "./catalog.ts";
export * from "./orders.ts";

/** Every event of the house. A subgraph's handlers must be exactly those that name it as a subscriber. */
export const catalogue = {
  accountRegistered,
  registrationRepeated,
  productCreated,
  orderPlaced,
  orderCancelled,
} as const;
