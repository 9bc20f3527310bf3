import { type Cell, pause, type Row, type Stage } from "../run/stage.ts";

/** Those of which a second one may run beside the first. */
const rolls = (name: string) => name !== "mail box" && name !== "provider";

/** Every process replaced in turn while people shop: nobody notices. And every process ended and started again. */
export const restarts: Row = {
  name: "restarts",
  what: "rolling restart and SIGTERM under load",
  sample: 4,
  cells: ({ programs }) => [
    ...programs
      .filter(({ name }) => rolls(name))
      .map(({ name }): Cell => ({ name: `${name} rolled`, strike: roll(name) })),
    ...programs.map(({ name }): Cell => ({ name: `${name} ended`, strike: end(name) })),
  ],
};

const roll = (name: string) => async (stage: Stage) => {
  const { shop, during, journal, complain } = stage;
  await pause(500);
  const before = journal.failures.length;
  const code = await during(`${name} was replaced`, () => shop.program(name).roll());
  await pause(1_000);
  if (code !== 0) complain(`${name} ended with ${code} when it was replaced`);
  for (const failure of journal.failures.slice(before))
    complain(`a request failed when ${name} was replaced: ${failure}`);
};

const end = (name: string) => async (stage: Stage) => {
  const { shop, during, complain } = stage;
  await pause(500);
  await during(`${name} was ended`, async () => {
    const code = await shop.program(name).stop();
    if (code !== 0) complain(`${name} ended with ${code} when it was asked to`);
    await shop.program(name).start();
  });
};
