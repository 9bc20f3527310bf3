import type { Link, LinkState } from "../kit/link.ts";
import type { Shop } from "../kit/shop.ts";
import { type Cell, pause, type Row } from "../run/stage.ts";

const badMs = 4_000;
const lateMs = 300;
const ways: readonly LinkState[] = ["slow", "reset", "oneWay", "silent"];

/** Each way between two processes, bad in each way. */
export const network: Row = {
  name: "network",
  what: "delay, reset and half-open between any two processes",
  sample: 10,
  cells: (shop) => used(shop).flatMap((link) => ways.map((state) => cell(link, state))),
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
