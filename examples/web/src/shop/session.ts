import {
  AddToCartDocument,
  CartContentsFragmentDoc,
  CartDocument,
  isProblem,
  MeDocument,
  readFragment,
} from "@madang/client";
import { graph } from "./graph.ts";
import { guestCart } from "./guestCart.ts";

/** Somebody who is signed in; the name is null when accounts could not be asked. */
export interface Session {
  readonly name: string | null;
}

/** The session that this browser had before the page was loaded. */
export async function restoreSession(): Promise<Session | null> {
  if (!(await graph.restore())) return null;
  // The session stands, also when nobody can say whose it is.
  const answer = await graph.send(MeDocument, {}).catch(() => null);
  return { name: answer?.data?.me?.name ?? null };
}

/** What a guest had in the cart when signing in, to be put into the account's. */
export async function guestLines() {
  const token = guestCart.token();
  if (!token) return [];
  // Signing in is worth more than what was in the cart, which stays where it is.
  const answer = await graph.send(CartDocument, { token }).catch(() => null);
  const data = answer?.data;
  return data?.cart ? readFragment(CartContentsFragmentDoc, data.cart).lines : [];
}

/** Puts a guest's lines into the account's cart; the guest's cart is given up when all of them went over. */
export async function carryOver(lines: Awaited<ReturnType<typeof guestLines>>): Promise<void> {
  let left = lines.length;
  for (const { variant, quantity } of lines) {
    if (!variant) continue;
    const answer = await graph
      .send(AddToCartDocument, { input: { variantId: variant.id, quantity } })
      .catch(() => null);
    if (answer?.data && !isProblem(answer.data.addToCart)) left -= 1;
  }
  if (lines.length > 0 && left === 0) guestCart.forget();
}
