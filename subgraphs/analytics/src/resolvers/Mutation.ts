import type { MutationResolvers } from "../__generated__/resolvers.ts";
import { rebuildFigures } from "../actions/rebuildFigures.ts";

export const Mutation: MutationResolvers = {
  rebuildMetrics: (_parent, _args, { run }) => run(rebuildFigures, {}),
};
