import type { Check, Finding } from "@madang/service-kit";
import type { Db } from "./database.ts";

/** As many as a report names of one kind. */
const mostNamed = 100;

/** A reservation is given back within seconds of its time; so late, the sweep does not do its work. */
const sweptMinutes = 5;

const unbooked = (db: Db) => db.$queryRaw<Finding[]>`
  SELECT concat_ws(' in ', l.variant_id, w.code) AS subject,
    format('%s on hand and %s reserved, but booked are %s and %s', l.on_hand, l.reserved, m.on_hand, m.reserved) AS detail
  FROM stock_level l JOIN warehouse w ON w.id = l.warehouse_id
  LEFT JOIN (
    SELECT variant_id, warehouse_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved
    FROM stock_movement GROUP BY variant_id, warehouse_id
  ) m ON m.variant_id = l.variant_id AND m.warehouse_id = l.warehouse_id
  WHERE (l.on_hand, l.reserved) <> (coalesce(m.on_hand, 0), coalesce(m.reserved, 0))
  ORDER BY 1 LIMIT ${mostNamed}`;

const negative = (db: Db) => db.$queryRaw<Finding[]>`
  SELECT concat_ws(' in ', l.variant_id, w.code) AS subject,
    format('%s on hand, %s reserved', l.on_hand, l.reserved) AS detail
  FROM stock_level l JOIN warehouse w ON w.id = l.warehouse_id
  WHERE l.on_hand < 0 OR l.reserved < 0 OR l.reserved > l.on_hand
  ORDER BY 1 LIMIT ${mostNamed}`;

const overdue = (db: Db, now: Date) => db.$queryRaw<Finding[]>`
  SELECT key AS subject, format('Open, but its time was over at %s.', to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
      AS detail
  FROM reservation
  WHERE status = 'OPEN' AND expires_at < ${now}::timestamptz - make_interval(mins => ${sweptMinutes}::int)
  ORDER BY expires_at LIMIT ${mostNamed}`;

const unheld = (db: Db) => db.$queryRaw<Finding[]>`
  SELECT concat_ws(' in ', l.variant_id, w.code) AS subject,
    format('%s reserved, but open reservations hold %s', l.reserved, coalesce(h.held, 0)) AS detail
  FROM stock_level l JOIN warehouse w ON w.id = l.warehouse_id
  LEFT JOIN (
    SELECT variant_id, warehouse_id, sum(quantity) AS held
    FROM reservation_line JOIN reservation ON key = reservation_key AND status = 'OPEN'
    GROUP BY variant_id, warehouse_id
  ) h ON h.variant_id = l.variant_id AND h.warehouse_id = l.warehouse_id
  WHERE l.reserved <> coalesce(h.held, 0)
  ORDER BY 1 LIMIT ${mostNamed}`;

const miscounted = (db: Db) => db.$queryRaw<Finding[]>`
  SELECT l.reservation_key AS subject,
    format('%s of %s are gone, but booked are %s', g.gone, l.variant_id, coalesce(m.gone, 0)) AS detail
  FROM reservation_line l JOIN reservation r ON r.key = l.reservation_key
  CROSS JOIN LATERAL (SELECT CASE r.status WHEN 'COMMITTED' THEN l.quantity - l.returned ELSE 0 END AS gone) g
  LEFT JOIN (
    SELECT reservation_key, variant_id, warehouse_id, -sum(on_hand_delta) AS gone
    FROM stock_movement WHERE reservation_key IS NOT NULL GROUP BY reservation_key, variant_id, warehouse_id
  ) m USING (reservation_key, variant_id, warehouse_id)
  WHERE g.gone <> coalesce(m.gone, 0)
  ORDER BY 1 LIMIT ${mostNamed}`;

/** What must be true of stock at any moment; each gives what it is not true of. */
export const checks: readonly Check<Db>[] = [
  { name: "levels-are-booked", description: "A stock level is the sum of its movements.", find: unbooked },
  { name: "nothing-is-negative", description: "Neither stock nor what is left to sell is below zero.", find: negative },
  { name: "reservations-end", description: "No reservation is open 5 minutes after its time.", find: overdue },
  { name: "reserved-is-held", description: "Reserved is what open reservations hold.", find: unheld },
  {
    name: "gone-is-counted",
    description: "What left with a reservation, less what came back, is what its movements say.",
    find: miscounted,
  },
];
