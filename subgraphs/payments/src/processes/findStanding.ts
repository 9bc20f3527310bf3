import type { Db } from "../data/database.ts";
import { findBooks } from "../data/reads.ts";
import { standingOf } from "../domain/standing.ts";
import { shown } from "./executors.ts";

/** How the payments of an order stand; null when none were ever asked for. */
export async function findStanding(db: Db, orderId: string) {
  const books = await findBooks(db, orderId);
  if (books === "VOIDED") return { status: "VOIDED" as const, nextAction: null };
  return books && shown(standingOf(books), books);
}
