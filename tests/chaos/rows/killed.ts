import { checkout } from "../../../subgraphs/orders/src/processes/checkout.ts";
import { reached } from "../kit/moments.ts";
import type { Shop } from "../kit/shop.ts";
import { type Cell, pause, type Row, type Stage } from "../run/stage.ts";

const driver = "orders (api)";
/** How long a checkout has to come to the moment. */
const patienceMs = 15_000;
/** What a process was told has reached it by then. */
const heardMs = 1_000;

const forward = checkout.steps.flatMap(({ name }) => [`${name} before FORWARD`, `${name} after FORWARD`]);
const back = checkout.steps
  .filter(({ undo }) => undo)
  .flatMap(({ name }) => [`${name} before BACK`, `${name} after BACK`]);

/** Everybody at every step on the way, and whoever has a part in undoing at every step back. */
export const killed: Row = {
  name: "kill",
  what: "kill -9 of each process before and after each checkout step",
  sample: 14,
  walkers: true,
  cells: ({ programs }) => [
    ...programs.flatMap(({ name }) => forward.map((moment) => cell(name, moment, false))),
    ...programs
      .filter(({ name }) => /^(orders|inventory|payments|provider)/.test(name))
      .flatMap(({ name }) => back.map((moment) => cell(name, moment, true))),
  ],
};

function cell(victim: string, moment: string, refused: boolean): Cell {
  return {
    name: `${victim}, ${moment}`,
    ...(refused && { refused }),
    strike: (stage) => (victim === driver ? dieAt(stage, moment) : killAt(stage, victim, moment)),
  };
}

/** The process that drives the checkout ends itself there. */
async function dieAt({ shop, during }: Stage, moment: string): Promise<void> {
  const orders = shop.program(driver);
  orders.send({ arm: { process: "checkout", moment, does: "die" } });
  await Promise.race([orders.ended(), pause(patienceMs)]);
  orders.send({ arm: null });
  // It may have come there before it heard that it may go on.
  if (orders.isRunning()) await Promise.race([orders.ended(), pause(heardMs)]);
  if (orders.isRunning()) return;
  await during(`${driver} died at ${moment}`, () => orders.start());
}

/** The checkout waits there until somebody else has been killed. */
async function killAt({ shop, during }: Stage, victim: string, moment: string): Promise<void> {
  const orders = shop.program(driver);
  orders.send({ arm: { process: "checkout", moment, does: "ask" } });
  if (!(await reaches(shop, patienceMs))) return orders.send({ arm: null });
  await during(`${victim} was killed at ${moment}`, async () => {
    await shop.program(victim).kill();
    orders.send({ arm: null, go: true });
    await shop.program(victim).start();
  });
}

function reaches(shop: Shop, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    shop.program(driver).onceMessage((message) => {
      if (!reached.safeParse(message).success) return;
      clearTimeout(timer);
      resolve(true);
    });
  });
}
