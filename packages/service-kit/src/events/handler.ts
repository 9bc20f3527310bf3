import type { Action } from "../work.ts";
import type { Catalogue, DataOf, EventDefinition, HeardBy } from "./event.ts";

/** An event and the action that it leads to. */
export interface Handler<Type extends string = string, Tx = never> {
  readonly event: EventDefinition<Type>;
  // The action's input is the event's data, which `on` has checked and the consumer parses.
  readonly action: Action<Tx, never, unknown>;
}

/**
 * `on(paymentFailed, cancelOrder)`: has an action take effect once for each event. When it returns a problem, or
 * keeps throwing, the event becomes a dead letter here.
 */
export const on = <Type extends string, E extends EventDefinition<Type>, Tx>(
  event: E & EventDefinition<Type>,
  action: Action<Tx, DataOf<E>, unknown>,
): Handler<E["type"], Tx> => ({ event, action });

/** Resolves to `H` when the handlers are exactly those that the catalogue names the subgraph for. */
export type Exactly<Name extends string, C extends Catalogue, H extends readonly Handler[]> = [
  Exclude<HeardBy<Name, C>, H[number]["event"]["type"]>,
] extends [never]
  ? [Exclude<H[number]["event"]["type"], HeardBy<Name, C>>] extends [never]
    ? unknown
    : {
        readonly handles: {
          readonly "handles what the catalogue does not name it for": Exclude<
            H[number]["event"]["type"],
            HeardBy<Name, C>
          >;
        };
      }
  : { readonly handles: { readonly "lacks a handler for": Exclude<HeardBy<Name, C>, H[number]["event"]["type"]> } };
