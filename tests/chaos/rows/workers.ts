import { Redis } from "ioredis";
import type { Shop } from "../kit/shop.ts";
import { type Cell, pause, type Row } from "../run/stage.ts";

const waitMs = 3_000;

/** A worker that dies over a job, and dies over it again when it has come back. */
export const workers: Row = {
  name: "workers",
  what: "each worker killed twice in mid-job",
  sample: 3,
  cells: ({ rooms }) =>
    rooms.flatMap((room) =>
      [1, 2, 3].map(
        (time): Cell => ({
          name: `${room} ${time}`,
          strike: async ({ shop, during }) => {
            const worker = shop.program(`${room} (worker)`);
            for (let i = 0; i < 2; i++) {
              await inMidJob(shop, room);
              await during(`the worker of ${room} was killed`, async () => {
                await worker.kill();
                await worker.start();
              });
            }
          },
        }),
      ),
    ),
};

/** Waits until the room's queue says that a job is being done; a room that has none is killed all the same. */
async function inMidJob({ redis }: Shop, room: string): Promise<void> {
  const client = new Redis({ host: "127.0.0.1", port: redis.port, password: redis.password });
  try {
    const until = performance.now() + waitMs;
    while (performance.now() < until) {
      if ((await client.llen(`chaos:${room}:active`)) > 0) return;
      await pause(2);
    }
  } finally {
    client.disconnect();
  }
}
