import type { PlantedShop } from "./shop.ts";
import type { Visit } from "./visits.ts";

/** Something wrong with the shop. */
export interface Bug {
  /** What is wrong, as the test says it. */
  readonly name: string;
  /** Runs the shop with the bug in it, until that is disposed. */
  plant(shop: PlantedShop): Promise<AsyncDisposable>;
  /** What shoppers do to meet it, besides passing by. */
  meet(visit: Visit): Promise<unknown>;
  /** The invariants that turn red: these and no others. */
  readonly red: readonly string[];
  /** What never comes to an end with it. */
  readonly leaves?: RegExp;
  /** The shop without the bug makes it good again. */
  readonly mended?: true;
}

/** Has a room's database do something else whenever a row is written: `body` is what the trigger does. */
export const trigger =
  (room: "inventory" | "notifications" | "orders" | "payments" | "analytics", when: string, body: string) =>
  async ({ [room]: { sql } }: PlantedShop): Promise<AsyncDisposable> => {
    await sql(`
      CREATE FUNCTION planted() RETURNS TRIGGER LANGUAGE plpgsql AS $planted$ BEGIN ${body} END $planted$;
      CREATE TRIGGER planted ${when} FOR EACH ROW EXECUTE FUNCTION planted()`);
    return { [Symbol.asyncDispose]: async () => void (await sql("DROP FUNCTION planted CASCADE")) };
  };
