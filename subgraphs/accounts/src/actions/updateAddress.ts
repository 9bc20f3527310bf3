import { checkInput, isId, isProblem, problem } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { saveAddress } from "../data/addresses.ts";
import { ownerOf } from "../domain/visibility.ts";
import { postalAddress } from "./inputs.ts";

/** Replaces an address of the viewer's own book. A stranger's and a missing one look the same. */
export async function updateAddress(
  { tx, viewer }: Work,
  { id, input }: { readonly id: string; readonly input: object },
) {
  const address = checkInput(postalAddress, input);
  if (isProblem(address)) return address;
  if (!isId("address", id)) return problem("AddressNotFound");
  return (await saveAddress(tx, { id, accountId: ownerOf(viewer) }, address)) ?? problem("AddressNotFound");
}
