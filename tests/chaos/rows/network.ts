import type { Link, LinkState } from "../kit/link.ts";
import type { Shop } from "../kit/shop.ts";
import { type Cell, pause, type Row } from "../run/stage.ts";

const badMs = 2_500;
const lateMs = 300;
/** Two kinds of half-open, which take turns. */
const halfOpen: readonly LinkState[] = ["oneWay", "silent"];

/** Each way between two processes, bad in each way. */
export const network: Row = {
  name: "network",
  what: "delay, reset and half-open between any two processes",
  sample: 10,
  cells: (shop) =>
    used(shop).flatMap((link, i) => [
      cell(link, "slow"),
      cell(link, "reset"),
      ...halfOpen.slice(i % 2, (i % 2) + 1).map((state) => cell(link, state)),
    ]),
};

function cell(link: Link, state: LinkState): Cell {
  return {
    name: `${link.name} ${state}`,
    strike: ({ during }) =>
      during(`${link.name} was ${state}`, async () => {
        link.delayMs = lateMs;
        link.become(state);
        await pause(badMs);
        link.become("open");
      }),
  };
}

/** Ways that nobody ever went are no ways. */
const used = ({ network: { all } }: Shop) => all().filter(({ carried }) => carried > 0);
