import { defineCall } from "@madang/service-kit";
import { z } from "zod";

/** Where an account's mails go; null when there is no such account. */
export const accountEmail = defineCall<{ id: string }>()({
  to: "accounts",
  name: "accountEmail",
  document: "query AccountEmail($id: ID!) { accountEmail(id: $id) }",
  result: z.object({ accountEmail: z.string().nullable() }).transform(({ accountEmail }) => accountEmail),
});
