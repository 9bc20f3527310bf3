import { isId } from "@madang/service-kit";
import { z } from "zod";

/** The id of a variant; whether there is one is the catalogue's to know. */
export const variantId = z.string().refine((id) => isId("product_variant", id), { params: { code: "WRONG_FORMAT" } });

/** A reservation is named by the order that it is for. */
export const isReservationKey = (key: string) => isId("order", key);
