import type { Check } from "@madang/service-kit";
import type { Db } from "./database.ts";

type Finding = { readonly subject: string; readonly detail: string };

/** What is true of the figures whenever nobody is just writing: each is one statement, which sees one moment. */
export const checks: readonly Check<Db>[] = [
  {
    name: "figures-equal-orders",
    description: "The sums of every span are the sums of the orders.",
    find: (db) => db.$queryRaw<Finding[]>`
      WITH counted AS (
        SELECT currency, span, sum(gross) AS gross, sum(cancelled) AS cancelled, sum(captured) AS captured,
          sum(refunded) AS refunded, sum(orders) AS orders, sum(net_units) AS units, sum(new_buyers) AS new_buyers
        FROM sales_figure WHERE scope = '' GROUP BY currency, span),
      known AS (
        SELECT currency, span, sum(gross) AS gross, sum(cancelled) AS cancelled, sum(captured) AS captured,
          sum(refunded) AS refunded, count(*) AS orders, sum(net_units) AS units,
          count(*) FILTER (WHERE new_buyer) AS new_buyers
        FROM sales_order CROSS JOIN (VALUES ('QUARTER'), ('DAY'), ('MONTH')) AS spans(span) GROUP BY currency, span)
      SELECT format('%s/%s', currency, span) AS subject,
        format('%s orders, %s less %s in the figures; %s orders, %s less %s in the orders.', coalesce(c.orders, 0),
          coalesce(c.gross, 0), coalesce(c.cancelled, 0), coalesce(k.orders, 0), coalesce(k.gross, 0),
          coalesce(k.cancelled, 0)) AS detail
      FROM counted c FULL JOIN known k USING (currency, span)
      WHERE (c.gross, c.cancelled, c.captured, c.refunded, c.orders, c.units, c.new_buyers) IS DISTINCT FROM
        (k.gross, k.cancelled, k.captured, k.refunded, k.orders, k.units, k.new_buyers)
      ORDER BY 1 LIMIT 100`,
  },
  {
    name: "events-are-counted",
    description: "What was heard is counted within 15 minutes.",
    find: (db, now) => db.$queryRaw<Finding[]>`
      SELECT coalesce(event_id::text, order_id) AS subject,
        format('Not counted since %s.', to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS detail
      FROM uncounted WHERE since < ${now}::timestamptz - INTERVAL '15 minutes' ORDER BY number LIMIT 100`,
  },
];
