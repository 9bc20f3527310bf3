import type { z } from "zod";

/**
 * A call to another subgraph: one operation with one root field, sent with this service's identity. What it does
 * must bear being repeated, since an answer can be lost.
 */
export interface CallDefinition<Variables = unknown, Result = unknown> {
  /** The subgraph that answers. */
  readonly to: string;
  readonly name: string;
  /** The operation; a test of the house validates it against the contract. */
  readonly document: string;
  /** Makes the result of the operation's `data`; throwing means that the other side broke its contract. */
  readonly parse: (data: unknown) => Result;
  /** Never seen at run time: it binds the variables' type. */
  readonly variables?: Variables;
  /** Deadline of one attempt in milliseconds, when it is not the setting's. */
  readonly timeoutMs?: number;
}

/** Defines a call; `result` parses the operation's `data`. */
export const defineCall =
  <Variables>() =>
  <S extends z.ZodType>(call: {
    to: string;
    name: string;
    document: string;
    result: S;
    timeoutMs?: number;
  }): CallDefinition<Variables, z.output<S>> => {
    const { result, ...rest } = call;
    return { ...rest, parse: (data) => result.parse(data) };
  };

/** The other side did not answer, or not as its contract says. What it did, if anything, is not known. */
export class CallFailed extends Error {
  override readonly name = "CallFailed";
  readonly to: string;
  readonly call: string;
  /** Whether trying again may help: it does not after an answer that says no. */
  readonly retryable: boolean;

  constructor(call: CallDefinition, reason: string, retryable: boolean, cause?: unknown) {
    super(`${call.to}.${call.name}: ${reason}`, { cause });
    this.to = call.to;
    this.call = call.name;
    this.retryable = retryable;
  }
}
