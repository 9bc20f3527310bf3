import { isId, problem } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { deleteAddress } from "../data/addresses.ts";
import { ownerOf } from "../domain/visibility.ts";

/** Takes an address out of the viewer's own book. A stranger's and a missing one look the same. */
export async function removeAddress({ tx, viewer }: Work, { id }: { readonly id: string }) {
  if (!isId("address", id)) return problem("AddressNotFound");
  const removed = await deleteAddress(tx, { id, accountId: ownerOf(viewer) });
  return removed ? { id } : problem("AddressNotFound");
}
