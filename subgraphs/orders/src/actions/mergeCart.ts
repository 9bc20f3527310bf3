import { checkInput, isProblem, problem } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import { saveMerge } from "../data/cartMerging.ts";
import { makeCart, readCart } from "../data/carts.ts";
import { type Market, sameMarket } from "../domain/cartMarket.ts";
import { mergeCarts } from "../domain/cartMerge.ts";
import { openCart } from "./openCart.ts";

const merging = z.object({
  token: z.string(),
  policy: z.enum(["ADD", "KEEP_LARGER", "KEEP_ACCOUNT", "REPLACE"]),
});

/** Puts a guest's cart into the viewer's own, and ends it: its token finds nothing from then on. */
export async function mergeCart(work: Work, input: z.input<typeof merging>) {
  const wanted = checkInput(merging, input);
  if (isProblem(wanted)) return wanted;
  const { tx, viewer, now } = work;
  const { accountId } = viewer;
  if (accountId === null) return problem("CartNotFound");

  // Everyone who locks both locks the guest's first, so that nobody waits in a circle.
  const guest = await openCart(work, wanted.token);
  if (isProblem(guest)) return guest;
  await makeCart(tx, { accountId }, guest, now);
  const account = await openCart(work, null);
  if (isProblem(account)) return account;

  const merge = mergeCarts(account.lines, guest.lines, wanted.policy);
  // A cart that holds nothing of its own goes where the guest's was.
  const alone = merge.taken.length > 0 && account.lines.length === merge.removed.length;
  const { channel, currency }: Market = alone ? guest : account;
  const market = { channel, currency };
  await saveMerge(tx, { guest, account, merge, market, keepsPrices: sameMarket(guest, market) }, now);
  return { cart: await readCart(tx, account.id), merged: merge.merged, dropped: merge.dropped };
}
