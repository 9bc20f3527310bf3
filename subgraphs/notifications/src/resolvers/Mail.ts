import { isId } from "@madang/service-kit";
import type { MailResolvers } from "../__generated__/resolvers.ts";

export const Mail: MailResolvers = {
  __resolveReference: ({ id }, { loaders }) => (isId("mail", id) ? loaders.mail.load(id) : null),
  to: ({ recipient }) => recipient,
};
