import type { QueryResolvers } from "../__generated__/resolvers.ts";
import { consistencyReport } from "../consistency/consistencyReport.ts";
import { bestSellersOf } from "../data/bestSellers.ts";
import { metricsOf } from "../data/metrics.ts";
import { salesOf } from "../data/salesOf.ts";

export const Query: QueryResolvers = {
  metrics: (_, { input }, { db }) => metricsOf(db, input),
  sales: (_, { input }, context) => salesOf(context, input),
  bestSellers: (_, { input, by, first }, { db }) => bestSellersOf(db, input, by, first),
  consistencyReport: (_parent, _args, context) => consistencyReport(context),
};
