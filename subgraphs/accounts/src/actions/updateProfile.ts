import { checkInput, isProblem, unauthenticated } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { saveProfile } from "../data/accounts.ts";
import { ownerOf } from "../domain/visibility.ts";
import { profileChanges } from "./inputs.ts";

/** Changes the viewer's own profile. */
export async function updateProfile({ tx, viewer, now }: Work, input: object) {
  const changes = checkInput(profileChanges, input);
  if (isProblem(changes)) return changes;
  const account = await saveProfile(tx, ownerOf(viewer), changes, now);
  // The token outlived its account.
  if (!account) throw unauthenticated();
  return account;
}
