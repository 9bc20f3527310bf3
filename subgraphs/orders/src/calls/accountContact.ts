import { defineCall } from "@madang/service-kit";
import { z } from "zod";

/** Where an account's mails go, and in which language; null when there is no such account. */
export const accountContact = defineCall<{ id: string }>()({
  to: "accounts",
  name: "accountContact",
  document: "query AccountContact($id: ID!) { accountContact(id: $id) { email locale } }",
  result: z
    .object({ accountContact: z.object({ email: z.string(), locale: z.string() }).nullable() })
    .transform(({ accountContact }) => accountContact),
});
