import type { MutationResolvers } from "../__generated__/resolvers.ts";
import { addAddress } from "../actions/addAddress.ts";
import { assignRoles } from "../actions/assignRoles.ts";
import { removeAddress } from "../actions/removeAddress.ts";
import { updateAddress } from "../actions/updateAddress.ts";
import { updateProfile } from "../actions/updateProfile.ts";
import { register } from "../credentials/register.ts";
import { signIn } from "../credentials/signIn.ts";
import { refreshSession } from "../sessions/refreshSession.ts";
import { signOut } from "../sessions/signOut.ts";

export const Mutation: Omit<MutationResolvers, "replayAccountsDeadLetter"> = {
  register: (_, { input }, context) => register(context, input),
  signIn: (_, { input }, context) => signIn(context, input),
  refreshSession: (_, { refreshToken }, context) => refreshSession(context, refreshToken ?? null),
  signOut: (_, { refreshToken }, context) => signOut(context, refreshToken ?? null),
  updateProfile: (_, { input }, { run }) => run(updateProfile, input),
  addAddress: (_, { input }, { run }) => run(addAddress, input),
  updateAddress: (_, { id, input }, { run }) => run(updateAddress, { id, input }),
  removeAddress: (_, { id }, { run }) => run(removeAddress, { id }),
  assignRoles: (_, { accountId, roles }, { run }) => run(assignRoles, { accountId, roles }),
};
