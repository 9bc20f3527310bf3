import { catalogue } from "@madang/events";
import { defineSubgraph } from "@madang/service-kit";
import type { Loaders } from "./context.ts";
import { checks } from "./data/checks.ts";
import { connect } from "./data/database.ts";
import { onAccountRegistered } from "./events/onAccountRegistered.ts";
import { onCategoryPlaced } from "./events/onCategoryPlaced.ts";
import { onOrderCancelled } from "./events/onOrderCancelled.ts";
import { onOrderPaymentFailed } from "./events/onOrderPaymentFailed.ts";
import { onOrderPlaced } from "./events/onOrderPlaced.ts";
import { onPaymentCaptured } from "./events/onPaymentCaptured.ts";
import { onPaymentChargedBack } from "./events/onPaymentChargedBack.ts";
import { onPaymentRefunded } from "./events/onPaymentRefunded.ts";
import { onProductCategorized } from "./events/onProductCategorized.ts";
import { onProductCreated } from "./events/onProductCreated.ts";
import { messages } from "./messages.ts";
import { Mutation } from "./resolvers/Mutation.ts";
import { Query } from "./resolvers/Query.ts";
import { uncountedEvents } from "./sweeps/uncountedEvents.ts";

const ofOrders = [onOrderPlaced, onOrderCancelled, onOrderPaymentFailed] as const;
const ofPayments = [onPaymentCaptured, onPaymentRefunded, onPaymentChargedBack] as const;
const ofOthers = [onProductCreated, onProductCategorized, onCategoryPlaced, onAccountRegistered] as const;

export const analytics = defineSubgraph(catalogue, {
  name: "analytics",
  resolvers: { Query, Mutation },
  connect,
  loaders: (): Loaders => ({}),
  messages,
  handles: [...ofOrders, ...ofPayments, ...ofOthers],
  sweeps: [uncountedEvents],
  checks,
});
