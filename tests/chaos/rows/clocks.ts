import { fakeTime } from "../kit/fakeTime.ts";
import { type Cell, pause, type Row } from "../run/stage.ts";

const wrongMs = 2_500;
const offsets = { "2 h ahead": "+2h", "10 min behind": "-10m" } as const;

/** One process whose clock is wrong. The database's is right, and it is the one that counts. */
export const clocks: Row = {
  name: "clocks",
  what: "the clock of one process 2 h ahead or 10 min behind",
  sample: 2,
  cells: ({ programs }) =>
    programs.flatMap(({ name }) =>
      Object.entries(offsets).map(
        ([what, offset]): Cell => ({
          name: `${name} ${what}`,
          strike: async ({ shop, during }) => {
            const env = await fakeTime(offset);
            const wrong = shop.program(name);
            await wrong.stop();
            await during(`${name} was ${what}`, async () => {
              await wrong.start(env);
              await pause(wrongMs);
              await wrong.stop();
            });
            await wrong.start();
          },
        }),
      ),
    ),
};
