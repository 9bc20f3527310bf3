import { hasScope, isAccount, type Viewer } from "@madang/service-kit";

/** Whether somebody may see what is an account's, or a guest's when it is null. */
export const maySee = (viewer: Viewer, accountId: string | null) =>
  isAccount(viewer, accountId) || hasScope(viewer, "payments:read");
