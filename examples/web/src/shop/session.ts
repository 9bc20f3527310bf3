import {
  AddToCartDocument,
  CartContentsFragmentDoc,
  CartDocument,
  isProblem,
  MeDocument,
  readFragment,
  UpdateProfileDocument,
} from "@madang/client";
import { type Locale, localeOf } from "../messages/locale.ts";
import { graph } from "./graph.ts";
import { guestCart } from "./guestCart.ts";

/** Somebody who is signed in; what accounts could not be asked for is null. */
export interface Session {
  readonly name: string | null;
  readonly locale: Locale | null;
}

/** The session that this browser had before the page was loaded. */
export const restoreSession = async (): Promise<Session | null> => ((await graph.restore()) ? askSession() : null);

/** Whose session it is. It stands, also when nobody can say. */
export async function askSession(): Promise<Session> {
  const answer = await graph.send(MeDocument, {}).catch(() => null);
  const me = answer?.data?.me;
  return { name: me?.name ?? null, locale: me ? localeOf(me.locale) : null };
}

/** Makes a language the account's own: for whoever is signed in, that one wins over `accept-language`. */
export async function keepAccountLocale(locale: Locale): Promise<void> {
  await graph.send(UpdateProfileDocument, { input: { locale } });
  // The language is in the access token.
  await graph.restore();
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
