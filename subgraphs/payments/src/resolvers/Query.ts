import { badInput, largestPage } from "@madang/service-kit";
import type { QueryResolvers } from "../__generated__/resolvers.ts";
import { listDiscrepancies } from "../data/discrepancies.ts";
import { findGiftCard } from "../data/giftCards.ts";
import { ledgerOf, ledgerTotals, listPayments, paymentEventsOf, positionOf } from "../data/reads.ts";
import { findStanding } from "../processes/findStanding.ts";

export const Query: QueryResolvers = {
  payment: (_, { id }, { loaders }) => loaders.payment.load(id),
  payments: (_, { status, first, after }, { db, cursors }) =>
    cursors.page({
      list: `payments:${status ?? "all"}`,
      first,
      after,
      position: positionOf,
      fetch: (from) => listPayments(db, { ...from, status: status ?? null }),
    }),
  giftCard: async (_, { code }, { db, viewer, now }) => findGiftCard(db, viewer, code, await now()),
  paymentDiscrepancies: (_, { settled, first }, { db }) => {
    if (first < 1 || first > largestPage) throw badInput(`"first" must be from 1 to ${largestPage}.`);
    return listDiscrepancies(db, { settled, first });
  },
  paymentStanding: (_, { orderId }, { db }) => findStanding(db, orderId),
  ledgerOf: (_, { orderId }, { db }) => ledgerOf(db, { orderId }),
  paymentEventsOf: async (_, { orderId }, { db }) =>
    (await paymentEventsOf(db, orderId)).map(({ minor, currency, ...event }) => ({
      ...event,
      amount: { minor, currency },
    })),
  ledgerTotals: async (_, range, { db }) => await ledgerTotals(db, range),
};
