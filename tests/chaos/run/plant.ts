import pg from "pg";
import type { PlantedShop } from "../planted/shop.ts";

/** What a planted trigger needs of a shop. */
type Triggered = {
  readonly [Room in "inventory" | "notifications" | "orders" | "payments" | "analytics"]: Pick<
    PlantedShop[Room],
    "sql"
  > & { replacedBy(altered: never): Promise<AsyncDisposable> };
};

type Urls = Readonly<Record<string, string>>;

/** Plants one of the bugs that are triggers into the shop's databases, until that is disposed. */
export async function plant(
  wanted: string,
  { databaseUrls }: { readonly databaseUrls: Urls },
): Promise<AsyncDisposable> {
  // Every room comes with it, which a run without a bug has no need of.
  const { bugs } = await import("../planted/bugs.ts");
  const bug: { plant(shop: Triggered): Promise<AsyncDisposable> } | undefined = bugs.find(
    ({ name }) => name === wanted,
  );
  if (!bug) throw new Error(`There are the bugs ${bugs.map(({ name }) => name).join("; ")}.`);
  return await bug.plant({
    inventory: room(databaseUrls, "inventory"),
    notifications: room(databaseUrls, "notifications"),
    orders: room(databaseUrls, "orders"),
    payments: room(databaseUrls, "payments"),
    analytics: room(databaseUrls, "analytics"),
  });
}

const room = (urls: Urls, name: string) => ({
  sql: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) => {
    const client = new pg.Client({ connectionString: urls[name] });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  },
  replacedBy: () => Promise.reject(new Error(`${name} is a process of its own here: only a trigger can be planted.`)),
});
