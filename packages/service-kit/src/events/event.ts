import type { z } from "zod";

/**
 * An event of the catalogue. `data` must accept both what is published and its JSON (bigints and dates as texts):
 * `z.coerce.bigint()`, `z.coerce.date()`.
 */
export interface EventDefinition<
  Type extends string = string,
  Data extends z.ZodType = z.ZodType,
  Subscriber extends string = string,
> {
  /** Publisher and past tense: `orders.orderPlaced`. */
  readonly type: Type;
  /** Version of the payload's shape. */
  readonly version: number;
  readonly data: Data;
  /** The id of what it happened to. */
  subject(data: z.output<Data>): string;
  /** The subgraphs that hear it: each must have a handler, or it does not compile. */
  readonly subscribers: readonly Subscriber[];
}

export type DataOf<E extends EventDefinition> = z.output<E["data"]>;

/** Every event there is, by any key. */
export type Catalogue = Readonly<Record<string, EventDefinition>>;

/** Defines an event; lists its subscribers by name. */
export const defineEvent = <const Type extends string, Data extends z.ZodType, const Subscriber extends string>(
  definition: EventDefinition<Type, Data, Subscriber>,
): EventDefinition<Type, Data, Subscriber> => definition;

/** The types of the events that a subgraph is named for as a subscriber. */
export type HeardBy<Name extends string, C extends Catalogue> = {
  [K in keyof C]: Name extends C[K]["subscribers"][number] ? C[K]["type"] : never;
}[keyof C];

/** An event on its way: a CloudEvents 1.0 envelope in structured mode, with extensions of ours. */
export interface Envelope {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  /** Counts the events of one subject, from 1, without gaps. */
  readonly sequence: number;
  readonly schemaversion: number;
  readonly data: unknown;
}

/** JSON with bigints as texts: what payloads, inputs and states are stored as. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? part.toString() : part));
