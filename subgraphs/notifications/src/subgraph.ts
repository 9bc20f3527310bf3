import { catalogue } from "@madang/events";
import { defineSubgraph } from "@madang/service-kit";
import { checks } from "./data/checks.ts";
import { connect } from "./data/database.ts";
import { loaders } from "./data/loaders.ts";
import { env } from "./env.ts";
import { onAccountRegistered } from "./events/onAccountRegistered.ts";
import { onCartAbandoned } from "./events/onCartAbandoned.ts";
import { onOrderCancelled } from "./events/onOrderCancelled.ts";
import { onOrderPaymentFailed } from "./events/onOrderPaymentFailed.ts";
import { onOrderPlaced } from "./events/onOrderPlaced.ts";
import { onRefundCompleted } from "./events/onRefundCompleted.ts";
import { onRegistrationRepeated } from "./events/onRegistrationRepeated.ts";
import { sendMail } from "./jobs/sendMail.ts";
import { messages } from "./messages.ts";
import { Mail } from "./resolvers/Mail.ts";
import { Query } from "./resolvers/Query.ts";
import { dueMails } from "./sweeps/dueMails.ts";
import { oldMails } from "./sweeps/oldMails.ts";

export const notifications = defineSubgraph(catalogue, {
  name: "notifications",
  resolvers: { Query, Mail },
  connect,
  loaders,
  messages,
  handles: [
    onAccountRegistered,
    onRegistrationRepeated,
    onOrderPlaced,
    onOrderCancelled,
    onOrderPaymentFailed,
    onRefundCompleted,
    onCartAbandoned,
  ],
  jobs: [sendMail],
  sweeps: [dueMails, oldMails],
  checks,
  env,
});
