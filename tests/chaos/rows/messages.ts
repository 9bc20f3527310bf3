import { type ProviderFault, setProviderFaults } from "../kit/provider.ts";
import { repeatMessages } from "../kit/queues.ts";
import { type Cell, pause, type Row } from "../run/stage.ts";

const badMs = 6_000;

const webhookFaults: Readonly<Record<string, readonly ProviderFault[]>> = {
  "webhooks thrice at once": [{ call: "webhook", fault: "thrice", rate: 1 }],
  "webhooks late": [{ call: "webhook", fault: "late", ms: 3_000, rate: 1 }],
  "webhooks out of order": [{ call: "webhook", fault: "out_of_order", rate: 0.7 }],
  "webhooks lost": [{ call: "webhook", fault: "never", rate: 0.5 }],
  "webhooks in any way": [
    { call: "webhook", fault: "thrice", rate: 0.4 },
    { call: "webhook", fault: "late", ms: 2_000, rate: 0.5 },
    { call: "webhook", fault: "out_of_order", rate: 0.7 },
  ],
};

/** What is told arrives more often than it was told, in another order, and late. */
export const messages: Row = {
  name: "messages",
  what: "webhooks and events tripled, shuffled, late",
  sample: 3,
  walkers: true,
  cells: () => [
    ...Object.entries(webhookFaults).map(
      ([name, rules]): Cell => ({
        name,
        strike: async ({ shop, random, during }) => {
          const port = shop.program("provider").port();
          await setProviderFaults(port, random.between(1, 1_000_000), rules);
          await during(name, () => pause(badMs));
          await setProviderFaults(port, 1, []);
        },
      }),
    ),
    ...Array.from(
      { length: 6 },
      (_, i): Cell => ({
        name: `events ${i + 1}`,
        strike: async ({ shop, random, during }) => {
          const workers = shop.programs.filter(({ name }) => name.endsWith("(worker)"));
          const since = new Date();
          await during("events were late, tripled and shuffled", async () => {
            for (const worker of workers) worker.freeze();
            await pause(badMs / 2);
            await repeatMessages(shop, random, since);
            for (const worker of workers) worker.thaw();
            await pause(badMs / 2);
            await repeatMessages(shop, random, since);
          });
        },
      }),
    ),
  ],
};
