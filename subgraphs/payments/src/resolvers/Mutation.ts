import type { MutationResolvers } from "../__generated__/resolvers.ts";
import { addPayment } from "../actions/addPayment.ts";

export const Mutation: MutationResolvers = {
  addPayment: (_, { input }, { run }) => run(addPayment, input),
};
