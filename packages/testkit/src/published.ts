import type { Catalogue, Sql } from "@madang/service-kit";

export type PublishedEvent = {
  readonly type: string;
  readonly subject: string;
  readonly sequence: number;
  /** As the catalogue's schema reads it. */
  readonly data: unknown;
};

/** Everything in the event store, in the order in which it was written. */
export async function publishedIn(db: Sql, catalogue: Catalogue): Promise<PublishedEvent[]> {
  const rows = await db.$queryRaw<{ type: string; subject: string; sequence: number; data: string }[]>`
    SELECT type, subject, sequence, data::text AS data FROM kit_event ORDER BY xmin::text::bigint, ctid`;
  const schemas = new Map(Object.values(catalogue).map(({ type, data }) => [type, data]));
  return rows.map(({ type, subject, sequence, data }) => ({
    type,
    subject,
    sequence,
    data: schemas.get(type)?.parse(JSON.parse(data)),
  }));
}
