import { hasScope, type Viewer } from "@madang/service-kit";

/** Shoppers see what their channel shows; staff see what it does not show yet. */
export const seesUnpublished = (viewer: Viewer) => viewer.kind === "staff" || hasScope(viewer, "catalog:write");
