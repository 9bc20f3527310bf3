import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync, writeSync } from "node:fs";
import { z } from "zod";

const minor = z.coerce.bigint();
const line = z.object({
  lineId: z.string(),
  variantId: z.string(),
  quantity: z.number(),
  unitPriceMinor: minor,
  discountMinor: minor,
  taxMinor: minor,
  shippingMinor: minor,
});
const given = z.object({ lineId: z.string(), quantity: z.number() });
const reject = z.object({ invoice: z.string(), sku: z.string(), quantity: z.number(), reason: z.string() });

const entry = z.discriminatedUnion("type", [
  /** The stock that the replay began with. */
  z.object({ type: z.literal("stocked"), onHand: z.record(z.string(), z.number()) }),
  /** The cart holds what it should: from here on the order is only ever asked for again. */
  z.object({ type: z.literal("filled"), basket: z.string(), token: z.string().nullable(), input: z.unknown() }),
  z.object({
    type: z.literal("ordered"),
    basket: z.string(),
    customer: z.string().nullable(),
    orderId: z.string(),
    number: z.string(),
    placedAt: z.string(),
    way: z.string(),
    totalMinor: minor,
    lines: z.array(line),
  }),
  /** What a cancellation will give back, before it does. */
  z.object({
    type: z.literal("cancelling"),
    invoice: z.string(),
    customer: z.string(),
    calls: z.array(z.object({ orderId: z.string(), lines: z.array(given) })),
    rejects: z.array(reject),
  }),
  z.object({
    type: z.literal("cancelled"),
    name: z.string(),
    orderId: z.string(),
    lines: z.array(given),
    /** Of the whole order, as it was answered. */
    cancelledMinor: minor,
  }),
  z.object({ type: z.literal("done"), invoice: z.string(), rejects: z.array(reject) }),
  /** The replay was cut off, and began again. */
  z.object({ type: z.literal("goesOn"), cutOffAt: z.coerce.date(), at: z.coerce.date() }),
]);

export type Entry = z.output<typeof entry>;
export type EntryOf<Type extends Entry["type"]> = Extract<Entry, { readonly type: Type }>;

/** What the replay was told, in the order in which it was told: a file of lines that is only ever added to. */
export class Journal implements Disposable {
  readonly entries: Entry[];
  /** When the earlier run that this one goes on with wrote its last; null when there was none. */
  readonly cutOffAt: Date | null;
  readonly #file: number;

  constructor(path: string) {
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    this.cutOffAt = text === "" ? null : statSync(path).mtime;
    // A line that was cut off was never acted upon.
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
    this.entries = whole
      .split("\n")
      .filter((one) => one !== "")
      .map((one) => entry.parse(JSON.parse(one)));
    this.#file = openSync(path, "a");
  }

  add(one: Entry): void {
    const text = JSON.stringify(one, (_, value) => (typeof value === "bigint" ? String(value) : value));
    writeSync(this.#file, `${text}\n`);
    this.entries.push(one);
  }

  of<Type extends Entry["type"]>(type: Type): EntryOf<Type>[] {
    return this.entries.filter((one): one is EntryOf<Type> => one.type === type);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
