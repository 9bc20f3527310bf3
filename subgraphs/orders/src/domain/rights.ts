import { hasScope, isAccount, type Viewer } from "@madang/service-kit";

interface Owned {
  /** Null for a guest's. */
  readonly accountId: string | null;
}

export const maySee = (viewer: Viewer, { accountId }: Owned) =>
  isAccount(viewer, accountId) || hasScope(viewer, "orders:read");

export const mayCancel = (viewer: Viewer, { accountId }: Owned) =>
  isAccount(viewer, accountId) || hasScope(viewer, "orders:write");
