import { type ActiveJobs, openActiveJobs } from "../kit/activeJobs.ts";
import type { Program } from "../kit/program.ts";
import { repeatMessagesOf } from "../kit/queues.ts";
import { type Cell, pause, type Row, type Stage } from "../run/stage.ts";

const deaths = 2;
const waitMs = 3_000;
/** What a worker had said when it was frozen has arrived by then. */
const arrivedMs = 20;

/** A worker that dies over a job, and dies over one again when it has come back. */
export const workers: Row = {
  name: "workers",
  what: "each worker killed twice in mid-job",
  sample: 3,
  strikes: deaths,
  cells: ({ rooms }) =>
    rooms.flatMap((room) => [1, 2, 3].map((time): Cell => ({ name: `${room} ${time}`, strike: killTwice(room) }))),
};

const killTwice = (room: string) => async (stage: Stage) => {
  const { shop, during } = stage;
  const worker = shop.program(`${room} (worker)`);
  await using jobs = openActiveJobs(shop.redis, room);
  for (let i = 0; i < deaths; i++) {
    // Whoever has nothing in hand is not killed: that would be another fault.
    if (!(await freezeInMidJob(stage, room, worker, jobs))) continue;
    await during(`the worker of ${room} was killed in mid-job`, async () => {
      await worker.kill();
      await jobs.bury();
      await worker.start();
    });
  }
};

/** A checkout sends nothing to some rooms: those hear once more what they heard before, when nothing comes by itself. */
async function freezeInMidJob({ shop, random }: Stage, room: string, worker: Program, jobs: ActiveJobs) {
  if (await freezeOverJob(worker, jobs)) return true;
  await repeatMessagesOf(shop, random, room);
  return await freezeOverJob(worker, jobs);
}

/** Stops the worker when it has a job in hand. False when it had none in time. */
async function freezeOverJob(worker: Program, jobs: ActiveJobs): Promise<boolean> {
  for (const until = performance.now() + waitMs; performance.now() < until; await pause(2)) {
    if (!(await jobs.some())) continue;
    worker.freeze();
    await pause(arrivedMs);
    if (await jobs.some()) return true;
    worker.thaw();
  }
  return false;
}
