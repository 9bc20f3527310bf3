import { catalogue } from "@madang/events";
import { defineSubgraph } from "@madang/service-kit";
import { checks } from "./data/checks.ts";
import { connect } from "./data/database.ts";
import { loaders } from "./data/loaders.ts";
import { env } from "./env.ts";
import { onPaymentAuthorized } from "./events/onPaymentAuthorized.ts";
import { onPaymentCaptured } from "./events/onPaymentCaptured.ts";
import { onPaymentFailed } from "./events/onPaymentFailed.ts";
import { messages } from "./messages.ts";
import { cancellation } from "./processes/cancellation.ts";
import { checkout } from "./processes/checkout.ts";
import { Account } from "./resolvers/Account.ts";
import { Cart } from "./resolvers/Cart.ts";
import { CartLine } from "./resolvers/CartLine.ts";
import { CartWarning } from "./resolvers/CartWarning.ts";
import { Checkout } from "./resolvers/Checkout.ts";
import { Mutation } from "./resolvers/Mutation.ts";
import { Order } from "./resolvers/Order.ts";
import { OrderLine } from "./resolvers/OrderLine.ts";
import { Query } from "./resolvers/Query.ts";
import { abandonedCarts } from "./sweeps/abandonedCarts.ts";
import { invoices } from "./sweeps/invoices.ts";
import { oldCarts } from "./sweeps/oldCarts.ts";

export const orders = defineSubgraph(catalogue, {
  name: "orders",
  resolvers: { Query, Mutation, Cart, CartLine, CartWarning, Order, OrderLine, Checkout, Account },
  connect,
  loaders,
  messages,
  handles: [onPaymentAuthorized, onPaymentCaptured, onPaymentFailed],
  processes: [checkout, cancellation],
  sweeps: [invoices, oldCarts, abandonedCarts],
  checks,
  env,
});
