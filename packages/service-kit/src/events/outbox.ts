import { randomUUID } from "node:crypto";
import { propagation, context as traceContext } from "@opentelemetry/api";
import type { Sql } from "../database/sql.ts";
import type { JobDefinition } from "../jobs.ts";
import { type DataOf, type Envelope, type EventDefinition, toJson } from "./event.ts";

/** PostgreSQL's channel on which the relay is told that there is something to send. */
export const outboxChannel = "madang_outbox";

interface Published {
  readonly definition: EventDefinition;
  readonly subject: string;
  readonly data: unknown;
}

interface Enqueued {
  readonly name: string;
  readonly payload: unknown;
}

/** What one transaction publishes and enqueues; written with it, or not at all. */
export class Outbox {
  readonly #service: string;
  readonly #events: Published[] = [];
  readonly #jobs: Enqueued[] = [];

  constructor(service: string) {
    this.#service = service;
  }

  /** Publishes an event of this subgraph. A payload of the wrong shape throws. */
  publish<E extends EventDefinition>(definition: E, data: DataOf<E>): void {
    if (!definition.type.startsWith(`${this.#service}.`))
      throw new Error(`${this.#service} cannot publish ${definition.type}.`);
    const parsed = definition.data.parse(data);
    this.#events.push({ definition, subject: definition.subject(parsed), data: parsed });
  }

  /** Has a job done after the commit, at least once. */
  enqueue<P>(job: JobDefinition<P>, payload: P): void {
    this.#jobs.push({ name: job.name, payload: job.payload.parse(payload) });
  }

  /** Writes everything collected: three statements, however much there is. */
  async flush(tx: Sql, now: Date): Promise<readonly Envelope[]> {
    if (this.#events.length + this.#jobs.length === 0) return [];
    const envelopes = this.#events.length === 0 ? [] : await this.#append(tx, now);
    await this.#owe(tx, now, envelopes);
    return envelopes;
  }

  async #append(tx: Sql, now: Date): Promise<Envelope[]> {
    const lasts = await this.#sequences(tx);
    const envelopes = this.#events.map(({ definition, subject, data }): Envelope => {
      const sequence = (lasts.get(subject) ?? 0) + 1;
      lasts.set(subject, sequence);
      return {
        specversion: "1.0",
        id: randomUUID(),
        source: `/madang/${this.#service}`,
        type: definition.type,
        subject,
        time: now.toISOString(),
        datacontenttype: "application/json",
        sequence,
        schemaversion: definition.version,
        data: JSON.parse(toJson(data)),
      };
    });
    await tx.$executeRaw`
      INSERT INTO kit_event (id, type, subject, sequence, schema_version, time, traceparent, data)
      SELECT e.id, e.type, e.subject, e.sequence, e.schemaversion, e.time, ${traceparent()}, e.data
      FROM jsonb_to_recordset(${toJson(envelopes)}::jsonb)
        AS e(id uuid, type text, subject text, sequence int, schemaversion int, time timestamptz, data jsonb)`;
    return envelopes;
  }

  /** The sequence before the first new event of each subject; the rows stay locked until the commit. */
  async #sequences(tx: Sql): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const { subject } of this.#events) counts.set(subject, (counts.get(subject) ?? 0) + 1);
    // One lock order for all writers, so that two transactions never wait for each other.
    const subjects = [...counts.keys()].sort();
    const rows = await tx.$queryRaw<{ subject: string; sequence: number }[]>`
      INSERT INTO kit_subject AS s (subject, sequence)
      SELECT * FROM unnest(${subjects}::text[], ${subjects.map((subject) => counts.get(subject) ?? 0)}::int[])
      ON CONFLICT (subject) DO UPDATE SET sequence = s.sequence + EXCLUDED.sequence
      RETURNING s.subject, s.sequence`;
    return new Map(rows.map(({ subject, sequence }) => [subject, sequence - (counts.get(subject) ?? 0)]));
  }

  async #owe(tx: Sql, now: Date, envelopes: readonly Envelope[]): Promise<void> {
    const events = envelopes.flatMap((envelope, i) =>
      (this.#events[i]?.definition.subscribers ?? []).map((target) => ({
        id: randomUUID(),
        kind: "event",
        target,
        name: envelope.type,
        body: envelope,
      })),
    );
    const jobs = this.#jobs.map(({ name, payload }) => ({
      id: randomUUID(),
      kind: "job",
      target: this.#service,
      name,
      body: payload,
    }));
    if (events.length + jobs.length === 0) return;
    await tx.$executeRaw`
      WITH owed AS (
        INSERT INTO kit_delivery (id, kind, target, name, body, traceparent, created_at, due_at)
        SELECT d.id, d.kind, d.target, d.name, d.body, ${traceparent()}, ${now}::timestamptz, ${now}::timestamptz
        FROM jsonb_to_recordset(${toJson([...events, ...jobs])}::jsonb)
          AS d(id uuid, kind text, target text, name text, body jsonb)
        RETURNING id)
      SELECT pg_notify(${outboxChannel}, '') FROM owed LIMIT 1`;
  }
}

/** The W3C trace context of the work at hand; null outside any trace. */
export function traceparent(): string | null {
  const carrier: Record<string, string> = {};
  propagation.inject(traceContext.active(), carrier);
  return carrier["traceparent"] ?? null;
}

/** Everything published about one subject, in order. */
export const eventsOf = (db: Sql, subject: string) => db.$queryRaw<StoredEvent[]>`
  SELECT id, type, subject, sequence, schema_version AS "schemaVersion", time, data::text AS data
  FROM kit_event WHERE subject = ${subject} ORDER BY sequence`;

/** An event as its publisher stored it; `data` is JSON text. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: number;
  readonly schemaVersion: number;
  readonly time: Date;
  readonly data: string;
}
