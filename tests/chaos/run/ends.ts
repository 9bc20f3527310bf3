import pg from "pg";

/** How an order of a checkout stands when all has settled, by the shop's own books: not what a client was told. */
export interface End {
  readonly checkout: string;
  readonly orderId: string;
  readonly status: string;
  readonly wasConfirmed: boolean;
  /** Pieces of it that were cancelled, and that were not. */
  readonly cancelled: number;
  readonly left: number;
}

export const isConfirmed = ({ status }: Pick<End, "status">) => status === "CONFIRMED" || status === "FULFILLED";

/** Every order of these checkouts, also those of which no client heard. A checkout is known by who placed the order. */
export async function endsOf(
  { databaseUrls }: { readonly databaseUrls: Readonly<Record<string, string>> },
  checkouts: readonly string[],
): Promise<End[]> {
  const client = new pg.Client({ connectionString: databaseUrls["orders"] });
  await client.connect();
  try {
    const { rows } = await client.query<End>(
      `SELECT split_part(o.email, '@', 1) AS checkout, o.id AS "orderId", o.status::text AS status,
              o.confirmed_at IS NOT NULL AS "wasConfirmed",
              coalesce(sum(l.cancelled_quantity), 0)::int AS cancelled,
              coalesce(sum(l.quantity - l.cancelled_quantity), 0)::int AS left
         FROM "order" o LEFT JOIN order_line l ON l.order_id = o.id
        WHERE split_part(o.email, '@', 1) = ANY ($1) GROUP BY o.id`,
      [checkouts],
    );
    return rows;
  } finally {
    await client.end();
  }
}
