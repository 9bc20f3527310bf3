import { catalogue } from "@madang/events";
import { defineSubgraph } from "@madang/service-kit";
import { connect } from "./data/database.ts";
import { loaders } from "./data/loaders.ts";
import { env } from "./env.ts";
import { messages } from "./messages.ts";
import { Account } from "./resolvers/Account.ts";
import { LedgerTransaction } from "./resolvers/LedgerTransaction.ts";
import { Mutation } from "./resolvers/Mutation.ts";
import { Order } from "./resolvers/Order.ts";
import { Payment } from "./resolvers/Payment.ts";
import { PaymentDiscrepancy } from "./resolvers/PaymentDiscrepancy.ts";
import { Query } from "./resolvers/Query.ts";
import { Refund } from "./resolvers/Refund.ts";
import { SavedPaymentMethod } from "./resolvers/SavedPaymentMethod.ts";

/** What is paid for orders, and how it stands in the books. */
export const payments = defineSubgraph(catalogue, {
  name: "payments",
  resolvers: {
    Query,
    Mutation,
    Account,
    LedgerTransaction,
    Order,
    Payment,
    PaymentDiscrepancy,
    Refund,
    SavedPaymentMethod,
  },
  connect,
  loaders,
  messages,
  handles: [],
  env,
});
