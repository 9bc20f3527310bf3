import { hasScope, isAccount, type Viewer } from "@madang/service-kit";
import type { OrderActor } from "./order.ts";

interface Owned {
  /** Null for a guest's. */
  readonly accountId: string | null;
}

export const maySee = (viewer: Viewer, { accountId }: Owned) =>
  isAccount(viewer, accountId) || hasScope(viewer, "orders:read");

/** Whether the viewer may cancel it, and send it somewhere else. */
export const mayChange = (viewer: Viewer, { accountId }: Owned) =>
  isAccount(viewer, accountId) || hasScope(viewer, "orders:write");

/** As whom the viewer, who may, does something to an order. */
export const actorOf = (viewer: Viewer, { accountId }: Owned): OrderActor =>
  isAccount(viewer, accountId) ? "SHOPPER" : "STAFF";
