import { checkInput, isProblem, newId, unauthenticated } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { lockAccount } from "../data/accounts.ts";
import { countAddresses, insertAddress } from "../data/addresses.ts";
import { roomForAddress } from "../domain/addressBook.ts";
import { ownerOf } from "../domain/visibility.ts";
import { postalAddress } from "./inputs.ts";

/** Adds an address to the viewer's own book. */
export async function addAddress({ tx, viewer, now }: Work, input: object) {
  const address = checkInput(postalAddress, input);
  if (isProblem(address)) return address;
  const accountId = ownerOf(viewer);
  // The lock makes additions to one book take turns, so none slips past the limit.
  if (!(await lockAccount(tx, accountId))) throw unauthenticated();
  const room = roomForAddress(await countAddresses(tx, accountId));
  if (isProblem(room)) return room;
  return insertAddress(tx, { ...address, id: newId("address"), accountId }, now);
}
