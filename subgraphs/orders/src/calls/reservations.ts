import { defineCall } from "@madang/service-kit";
import { z } from "zod";

const reservation = z.object({ __typename: z.literal("Reservation") });
const over = z.object({ __typename: z.literal("ReservationOver") });

/** Sets stock aside under the order's id: all lines or none. */
export const reserveStock = defineCall<{
  input: {
    key: string;
    channel: string;
    lines: readonly { variantId: string; quantity: number }[];
    ttlSeconds: number;
  };
}>()({
  to: "inventory",
  name: "reserveStock",
  document: `mutation ReserveStock($input: ReserveStockInput!) {
    reserveStock(input: $input) { __typename ... on InsufficientStock { variantId available } }
  }`,
  result: z
    .object({
      reserveStock: z.discriminatedUnion("__typename", [
        reservation,
        over,
        z.object({ __typename: z.literal("InsufficientStock"), variantId: z.string(), available: z.number() }),
      ]),
    })
    .transform(({ reserveStock }) => reserveStock),
});

/** Turns what is set aside into stock that is gone. */
export const commitReservation = defineCall<{ key: string }>()({
  to: "inventory",
  name: "commitReservation",
  document: "mutation CommitReservation($key: ID!) { commitReservation(key: $key) { __typename } }",
  result: z
    .object({ commitReservation: z.discriminatedUnion("__typename", [reservation, over]) })
    .transform(({ commitReservation }) => commitReservation),
});

/** Gives stock back, set aside or gone; from then on nothing can be set aside under the key. */
export const releaseReservation = defineCall<{ key: string }>()({
  to: "inventory",
  name: "releaseReservation",
  document: "mutation ReleaseReservation($key: ID!) { releaseReservation(key: $key) { __typename } }",
  result: z.object({ releaseReservation: reservation }).transform(({ releaseReservation }) => releaseReservation),
});

/** Takes part of what is gone back, once for each return. */
export const returnStock = defineCall<{
  input: { key: string; returnKey: string; lines: readonly { variantId: string; quantity: number }[] };
}>()({
  to: "inventory",
  name: "returnStock",
  document: "mutation ReturnStock($input: ReturnStockInput!) { returnStock(input: $input) { __typename } }",
  result: z
    .object({
      returnStock: z.discriminatedUnion("__typename", [
        reservation,
        over,
        z.object({ __typename: z.literal("ReturnExceedsReservation") }),
        z.object({ __typename: z.literal("InvalidInput") }),
        z.object({ __typename: z.literal("IdempotencyConflict") }),
      ]),
    })
    .transform(({ returnStock }) => returnStock),
});
