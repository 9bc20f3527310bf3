import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../kit/random.ts";
import { type Shopping, shop } from "./checkout.ts";
import type { Person } from "./people.ts";
import { type Goods, type Mood, type Plan, planOf } from "./plan.ts";

export interface CrowdOptions {
  readonly shopping: Omit<Shopping, "person">;
  readonly random: Random;
  readonly goods: Goods;
  readonly people: readonly Person[];
  /** Shoppers at once. */
  readonly width: number;
  /** Put before the number of each checkout. */
  readonly name: string;
  /** Longest pause of a shopper before the next one comes, in milliseconds. */
  readonly pauseMs: number;
  readonly mood: Mood;
}

/** Shoppers who come one after the other, a few at a time. */
export interface Crowd {
  /** Lets them come until so many have been and the work is done; waits until the last has gone. */
  shopWhile(least: number, work: () => Promise<void>): Promise<void>;
}

export function crowdOf(options: CrowdOptions): Crowd {
  const { shopping, random, goods, people, width, name, pauseMs, mood } = options;
  let count = 0;
  const free = [...people];
  const next = (): { plan: Plan; pause: number } => ({
    plan: planOf(random, `${name}-${++count}`, goods, mood),
    pause: random.between(0, pauseMs),
  });
  const one = async () => {
    const { plan, pause } = next();
    const person = plan.guest ? undefined : free.pop();
    try {
      await shop(person ? plan : { ...plan, guest: true }, { ...shopping, person: person ?? null });
    } finally {
      if (person) free.push(person);
    }
    await sleep(pause);
  };
  return {
    shopWhile: async (least, work) => {
      const before = count;
      let working = true;
      const lane = async () => {
        while (working || count - before < least) await one();
      };
      const lanes = Array.from({ length: width }, lane);
      try {
        await work();
      } finally {
        working = false;
        await Promise.all(lanes);
      }
    },
  };
}
