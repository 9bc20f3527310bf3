import { hasScope, isAccount, unauthenticated, type Viewer } from "@madang/service-kit";

/** Whose data a viewer sees: their own, and for staff with the scope and other services everybody's. */
export const maySee = (viewer: Viewer, accountId: string) =>
  isAccount(viewer, accountId) || viewer.kind === "service" || hasScope(viewer, "accounts:read");

/** The account whose things the viewer changes: their own. Services have none. */
export function ownerOf(viewer: Viewer): string {
  if (viewer.accountId === null) throw unauthenticated();
  return viewer.accountId;
}
