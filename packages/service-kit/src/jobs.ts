import type { z } from "zod";
import type { Background } from "./work.ts";

/** What a job is called by, and with what. */
export interface JobDefinition<Payload> {
  readonly name: string;
  /** Accepts the payload and its JSON. */
  readonly payload: z.ZodType<Payload>;
}

/**
 * Work that calls the outside world, done after the commit that enqueued it: at least once, so it must bear being
 * repeated. It runs in no transaction; what it changes, it changes by actions.
 */
export interface Job<Tx = never, Payload = never> extends JobDefinition<Payload> {
  run(background: Background<Tx>, payload: Payload): Promise<void>;
}

/** Defines a job. Throwing has it tried again, with growing waits, and in the end makes it a dead letter. */
export const defineJob = <Tx, Payload>(job: Job<Tx, Payload>): Job<Tx, Payload> => job;

/** A job of any payload, as a list of them holds it. */
export interface AnyJob<Tx> {
  readonly name: string;
  readonly payload: z.ZodType;
  run(background: Background<Tx>, payload: never): Promise<void>;
}
