import { defineEvent } from "@madang/service-kit";
import { z } from "zod";

const accountId = z.string();
const locale = z.string();

/** Somebody opened an account. */
export const accountRegistered = defineEvent({
  type: "accounts.accountRegistered",
  version: 1,
  data: z.object({ accountId, email: z.string(), name: z.string(), locale }),
  subject: ({ accountId }) => accountId,
  subscribers: ["notifications", "analytics"],
});

/** Somebody tried to register an address that has an account already; its owner is told by mail. */
export const registrationRepeated = defineEvent({
  type: "accounts.registrationRepeated",
  version: 1,
  data: z.object({ accountId, email: z.string(), name: z.string(), locale }),
  subject: ({ accountId }) => accountId,
  subscribers: ["notifications"],
});
