import { hashOf } from "@madang/service-kit";
import { z } from "zod";
import { summed, type Wanted } from "../domain/allocation.ts";
import { isReservationKey } from "../domain/ids.ts";
import { variantId } from "./variantId.ts";

const mostOfOneVariant = 1_000_000;

/** A reservation's key in an input. */
export const reservationKey = z.string().refine(isReservationKey, { params: { code: "WRONG_FORMAT" } });

/** How many of what in an input; lines of one variant are added up. */
export const wantedLines = z
  .array(z.object({ variantId, quantity: z.number().int().min(1).max(mostOfOneVariant) }))
  .min(1)
  .max(200)
  .transform(summed)
  .pipe(z.array(z.object({ variantId: z.string(), quantity: z.number().max(mostOfOneVariant) })));

/** Tells a repeated call from another one. The order of the lines is no part of what was asked for. */
export const hashOfLines = ({ lines, ...more }: { readonly lines: readonly Wanted[]; readonly channel?: string }) =>
  hashOf({ ...more, lines: lines.toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1)) });
