import type { MutationResolvers } from "../__generated__/resolvers.ts";
import { adjustStock } from "../actions/adjustStock.ts";
import { commitReservation } from "../actions/commitReservation.ts";
import { releaseReservation } from "../actions/releaseReservation.ts";
import { reserveStock } from "../actions/reserveStock.ts";
import { returnStock } from "../actions/returnStock.ts";

export const Mutation: MutationResolvers = {
  adjustStock: (_, { input }, { run }) => run(adjustStock, input),
  reserveStock: (_, { input }, { run }) => run(reserveStock, input),
  commitReservation: (_, { key }, { run }) => run(commitReservation, { key }),
  releaseReservation: (_, { key }, { run }) => run(releaseReservation, { key }),
  returnStock: (_, { input }, { run }) => run(returnStock, input),
};
