import type { Random } from "../kit/random.ts";
import type { Shop } from "../kit/shop.ts";
import type { Shopping } from "../shoppers/checkout.ts";
import type { Crowd } from "../shoppers/crowd.ts";
import type { Journal } from "../shoppers/journal.ts";
import type { Goods } from "../shoppers/plan.ts";
import type { End } from "./ends.ts";

/** What a row has to work with. */
export interface Stage {
  readonly shop: Shop;
  readonly random: Random;
  readonly journal: Journal;
  readonly goods: Goods;
  readonly crowd: Crowd;
  /** For rows whose shoppers do something of their own. */
  readonly shopping: Omit<Shopping, "person">;
  /** Makes stock of a variant: so many pieces more. */
  stock(variantId: string, pieces: number): Promise<void>;
  /** A gift card with so much on it: its code. */
  giftCard(amount: string): Promise<string>;
  /** Variants that no other row has touched. */
  freshVariant(): string;
  /** Whether this is the short form. */
  readonly sampled: boolean;
  /** Notes something that must not be, beside what the invariants find. */
  complain(what: string): void;
  /** The fault, for as long as it lasts; checkouts that are under way meanwhile are hit by it. */
  during<T>(fault: string, work: () => Promise<T>): Promise<T>;
}

/** One way for a row's fault to strike. */
export interface Cell {
  readonly name: string;
  /** Lets it strike, while shoppers come and go, and makes it good again. */
  strike(stage: Stage): Promise<void>;
  /** The cell brings its own shoppers. */
  readonly alone?: true;
  /** Only shoppers who will be refused: for what happens when a checkout is undone. */
  readonly refused?: true;
}

/** One row of the matrix. */
export interface Row {
  readonly name: string;
  /** For people, in the table. */
  readonly what: string;
  cells(shop: Shop): readonly Cell[];
  /** How many cells the sampled form draws. */
  readonly sample: number;
  /** False for a row that is not about checkouts, and has none to hit. */
  readonly struck?: false;
  /** How often its fault strikes in a cell, when that is more than once. */
  readonly strikes?: number;
  /** What is wrong with how its orders ended, beside what the invariants find. */
  wrongWith?(ends: readonly End[], journal: Pick<Journal, "askedToCancel">): readonly string[];
  /** Some of its shoppers leave without paying; the row then takes a minute longer to settle. */
  readonly walkers?: true;
  /** Shoppers at once, when it is not the usual number. */
  readonly width?: number;
}

/** Gives faults a name and a length: what is under way meanwhile is hit. */
export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
