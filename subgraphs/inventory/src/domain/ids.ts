import { isId } from "@madang/service-kit";

/** Whether there is such a variant is the catalogue's to know. */
export const isVariantId = (id: string) => isId("product_variant", id);

/** A reservation is named by the order that it is for. */
export const isReservationKey = (key: string) => isId("order", key);
