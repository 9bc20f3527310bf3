import { createHash, randomBytes } from "node:crypto";
import type { Viewer } from "@madang/service-kit";

/** A guest's key to a cart: 256 random bits, so a plain hash of it is as good as a slow one. */
export const newCartToken = () => randomBytes(32).toString("base64url");

export const hashOfToken = (token: string) => createHash("sha256").update(token).digest("hex");

/** Whose cart is meant: whoever has a token means the token's, else it is the account's own. */
export type CartHolder = { readonly tokenHash: string } | { readonly accountId: string };

/** Null for a guest without a token. */
export function cartHolder(viewer: Viewer, token: string | null | undefined): CartHolder | null {
  if (token != null) return { tokenHash: hashOfToken(token) };
  return viewer.accountId === null ? null : { accountId: viewer.accountId };
}
