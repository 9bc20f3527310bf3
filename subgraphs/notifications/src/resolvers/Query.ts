import type { QueryResolvers } from "../__generated__/resolvers.ts";
import { findMails, mailsOf, positionOf } from "../data/mails.ts";

export const Query: QueryResolvers = {
  mails: (_, { to = null, subjectId = null, first, after }, { db, cursors }) =>
    cursors.page({
      list: `mails ${JSON.stringify([to, subjectId])}`,
      first,
      after,
      position: positionOf,
      fetch: (from) => findMails(db, { to, subjectId }, from.after, from.limit),
    }),
  mailsOf: (_, { subjectId }, { db }) => mailsOf(db, subjectId),
};
