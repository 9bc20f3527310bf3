import type { QueryResolvers } from "../__generated__/resolvers.ts";
import { metricsOf } from "../data/metrics.ts";

export const Query: QueryResolvers = {
  metrics: (_, { input }, { db }) => metricsOf(db, input),
};
