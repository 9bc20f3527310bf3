/** A step's answer when it has to wait for something outside: it is executed again when that is due, or woken. */
export type Waiting<Added> = {
  readonly ms: number;
  readonly state: Added;
  readonly [waitingMark]: true;
};

declare const waitingMark: unique symbol;

const waits = new WeakSet<object>();

/**
 * `return waiting({ ms })`: the step is to be executed again after so long on the database's clock, or when the
 * process is woken. It is no failed attempt; `state` is added to the process's state, and doors answer at once.
 */
export function waiting(options: { readonly ms: number }): Waiting<Record<never, never>>;
export function waiting<Added extends object>(options: { readonly ms: number; readonly state: Added }): Waiting<Added>;
export function waiting({ ms, state = {} }: { readonly ms: number; readonly state?: object }): Waiting<object> {
  if (!(ms >= 0 && ms <= 2 ** 31)) throw new RangeError(`A process cannot wait for ${ms} ms.`);
  const made = { ms, state } as Waiting<object>;
  waits.add(made);
  return made;
}

/** Whether a value was made by `waiting`. */
export const isWaiting = (value: unknown): value is Waiting<object> =>
  typeof value === "object" && value !== null && waits.has(value);
