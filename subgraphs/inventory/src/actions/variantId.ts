import { z } from "zod";
import { isVariantId } from "../domain/ids.ts";

/** A variant's id in an input. */
export const variantId = z.string().refine(isVariantId, { params: { code: "WRONG_FORMAT" } });
