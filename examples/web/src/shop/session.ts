import { MeDocument, MergeCartDocument, UpdateProfileDocument } from "@madang/client";
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

/** Puts what a guest gathered into the account's cart. Signing in is worth more than that: what fails is kept. */
export async function mergeGuestCart(): Promise<void> {
  const token = guestCart.token();
  if (!token) return;
  const answer = await graph.send(MergeCartDocument, { input: { token } }).catch(() => null);
  const merged = answer?.data?.mergeCart;
  if (merged?.__typename === "CartMerged" || merged?.__typename === "CartNotFound") guestCart.forget();
}
