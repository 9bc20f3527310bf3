import { anonymous, newId, serviceViewer, type Viewer } from "@madang/service-kit";

type Shopper = Viewer & { readonly accountId: string };

/** Somebody without an account. */
export const guest: Viewer = anonymous;

/** A shopper with an account of her own. */
export const ada = shopper("account_01jd0000000000000000000ada");

/** Another shopper, who should see nothing of Ada's. */
export const brian = shopper(newId("account"));

/** A shopper; a new account's unless an id is given. */
export function shopper(accountId: string = newId("account"), more: Partial<Viewer> = {}): Shopper {
  return { ...anonymous, kind: "account", ...more, accountId };
}

/** Somebody who works here, with exactly these scopes. */
export function staff(scopes: readonly string[], more: Partial<Viewer> = {}): Shopper {
  return { ...anonymous, kind: "staff", ...more, accountId: newId("account"), scopes };
}

/** Another subgraph that calls. */
export const service = (name: string): Viewer => serviceViewer(name);
