import { accountRegistered, registrationRepeated } from "./accounts.ts";
import { categoryPlaced, productCategorized, productCreated } from "./catalog.ts";
import { cartAbandoned, orderAddressChanged, orderCancelled, orderPaymentFailed, orderPlaced } from "./orders.ts";
import {
  paymentAuthorized,
  paymentCaptured,
  paymentChargedBack,
  paymentFailed,
  paymentRefunded,
  refundCompleted,
} from "./payments.ts";

export * from "./accounts.ts";
export * from "./catalog.ts";
export * from "./orders.ts";
export * from "./payments.ts";

/** Every event of the house. A subgraph's handlers must be exactly those that name it as a subscriber. */
export const catalogue = {
  accountRegistered,
  registrationRepeated,
  productCreated,
  productCategorized,
  categoryPlaced,
  orderPlaced,
  orderCancelled,
  orderPaymentFailed,
  orderAddressChanged,
  cartAbandoned,
  paymentAuthorized,
  paymentCaptured,
  paymentFailed,
  paymentRefunded,
  paymentChargedBack,
  refundCompleted,
} as const;
