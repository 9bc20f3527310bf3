import { type Cell, pause, type Row } from "../run/stage.ts";

const frozenMs = 20_000;

/** A process that stands still, and goes on as if no time had passed: what it held may be another's by then. */
export const frozen: Row = {
  name: "frozen",
  what: "SIGSTOP of each process for 20 s",
  sample: 2,
  cells: ({ programs }) =>
    programs.map(
      ({ name }): Cell => ({
        name,
        strike: async ({ shop, random, during }) => {
          await pause(random.between(0, 1_000));
          await during(`${name} was frozen`, async () => {
            shop.program(name).freeze();
            await pause(frozenMs);
            shop.program(name).thaw();
          });
        },
      }),
    ),
};
