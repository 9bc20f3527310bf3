import { type Cell, pause, type Row, type Stage } from "../run/stage.ts";

const outageMs = 30_000;
const soonMs = 1_500;
const patienceMs = 15_000;

/** What is over in an instant has nothing to hit while everybody is filling a cart. */
async function amidCheckouts({ journal }: Stage): Promise<void> {
  await pause(soonMs);
  for (const until = performance.now() + patienceMs; performance.now() < until; await pause(20))
    if (journal.unfinished() > 0) return;
}

/** The queues' server away, killed, and without its memory. */
export const redis: Row = {
  name: "redis",
  what: "Redis stopped for 30 s, killed, emptied",
  sample: 2,
  cells: () => [
    {
      name: "stopped",
      strike: ({ shop, during }) =>
        during("Redis was stopped", async () => {
          await shop.redis.stop();
          await pause(outageMs);
          await shop.redis.start();
        }),
    },
    ...Array.from(
      { length: 5 },
      (_, i): Cell => ({
        name: `killed ${i + 1}`,
        strike: async (stage) => {
          const { shop, during } = stage;
          await amidCheckouts(stage);
          await during("Redis was killed", async () => {
            await shop.redis.kill();
            await shop.redis.start();
          });
        },
      }),
    ),
    ...Array.from(
      { length: 10 },
      (_, i): Cell => ({
        name: `emptied ${i + 1}`,
        strike: async (stage) => {
          const { shop, during } = stage;
          await amidCheckouts(stage);
          await during("Redis was emptied", () => shop.redis.empty());
        },
      }),
    ),
  ],
};

/** Each database away, and its connections cut again and again; then the server of all of them. */
export const databases: Row = {
  name: "databases",
  what: "each database stopped for 30 s, its connections cut; the server stopped and killed",
  sample: 3,
  cells: ({ rooms }) => [
    ...rooms.flatMap((room): Cell[] => [
      {
        name: `${room} stopped`,
        strike: ({ shop, during }) =>
          during(`the database of ${room} was stopped`, async () => {
            await shop.databases.close(room);
            await pause(outageMs);
            await shop.databases.reopen(room);
          }),
      },
      {
        name: `${room} cut`,
        strike: async ({ shop, during }) => {
          for (let i = 0; i < 10; i++) {
            await pause(400);
            await during(`the connections to ${room} were cut`, () => shop.databases.cutConnections(room));
          }
        },
      },
    ]),
    {
      name: "server stopped",
      strike: ({ shop, during }) =>
        during("PostgreSQL was stopped", async () => {
          await shop.databases.stop();
          await pause(outageMs);
          await shop.databases.start();
        }),
    },
    ...Array.from(
      { length: 3 },
      (_, i): Cell => ({
        name: `server killed ${i + 1}`,
        strike: async (stage) => {
          const { shop, during } = stage;
          await amidCheckouts(stage);
          await during("PostgreSQL was killed", async () => {
            await shop.databases.kill();
            await shop.databases.start();
          });
        },
      }),
    ),
  ],
};
