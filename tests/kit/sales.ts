import {
  type Action,
  type Background,
  defineProcess,
  defineSubgraph,
  type Moment,
  problem,
  type Work,
  waiting,
} from "@madang/service-kit";
import { cloneDatabase, startTestSubgraph } from "@madang/testkit";
import { expect, vi } from "vitest";
import { z } from "zod";
import type { Prisma } from "./__generated__/prisma/client.ts";
import { impatient } from "./startPair.ts";
import { till, tillDomain } from "./subgraphs.ts";

// A process that waits for a payment, is answered before it is over, and can be held up by a test at any point.

export type Tx = Prisma.TransactionClient;
type Input = { readonly order: string; readonly fail?: string; readonly waitMs?: number };

const state = z.object({
  order: z.string(),
  fail: z.string(),
  waitMs: z.number(),
  asked: z.number().optional(),
  charge: z.string().optional(),
});
type State = z.output<typeof state>;

/** What a test does when a step gets there: `within confirm` of an order. */
export const hooks = new Map<string, () => unknown>();
const reached = (point: string, order: string) => hooks.get(`${point} ${order}`)?.();

const count: Action<Tx, string, unknown> = ({ tx }, id) =>
  tx.entry.upsert({ where: { id }, create: { id, text: id }, update: { count: { increment: 1 } } });
const find = ({ tx }: Work<Tx>, id: string) => tx.entry.findUnique({ where: { id } });
const noting =
  (what: string) =>
  async ({ run }: Background<Tx>, { order, charge }: State) => {
    await run(count, `${what} ${order}${charge ? ` ${charge}` : ""}`);
    await reached(`within ${what}`, order);
  };

const acting =
  (what: string) =>
  async (work: Work<Tx>, { order }: State) => {
    await count(work, `${what} ${order}`);
    await reached(`within ${what}`, order);
    return {};
  };

const hours = 3_600_000;

export const sale = defineProcess({
  name: "sale",
  state,
  subject: ({ order }) => order,
  begin: async (_: Work<Tx>, { order, fail = "", waitMs = 24 * hours }: Input) => ({ order, fail, waitMs }),
  steps: [
    { name: "hold", act: acting("hold"), undo: noting("unhold") },
    { name: "authorize", call: authorize, undo: noting("unauthorize") },
    { name: "confirm", act: acting("confirm"), undo: noting("unconfirm") },
    { name: "capture", call: capture, undo: noting("uncapture") },
    { name: "tell", certain: true, act: acting("tell") },
  ],
  answerAfter: "confirm",
  failed: () => problem("NoRoom", { room: -1 }),
  answer: async ({ run }, { order, charge }) => ({
    order,
    charge: charge ?? null,
    confirmed: (await run(find, `confirm ${order}`)) !== null,
  }),
});

/** Asks whether the order is paid, and waits for as long as nobody says. */
async function authorize({ run }: Background<Tx>, { order, asked = 0, waitMs }: State) {
  await run(count, `authorize ${order}`);
  const paid = await run(find, `paid ${order}`);
  await reached("within authorize", order);
  if (!paid) return waiting({ ms: waitMs, state: { asked: asked + 1 } });
  return paid.text === "no" ? problem("NoRoom", { room: 2 }) : { charge: paid.text };
}

async function capture({ run }: Background<Tx>, { order, fail }: State) {
  await run(count, `capture ${order}`);
  await reached("within capture", order);
  if (fail === "problem") return problem("NoRoom", { room: 3 });
  if (fail === "throw" || hooks.delete(`throw ${order}`)) throw new Error("The bank did not answer.");
  return {};
}

/** Somebody says whether an order is paid, and wakes its sale. */
export const pay: Action<Tx, { order: string; how: string }, unknown> = async ({ tx, wake }, { order, how }) => {
  await tx.entry.create({ data: { id: `paid ${order}`, text: how } });
  wake(sale, order);
  return {};
};

/** The same, so that nobody is woken. */
export const payQuietly: Action<Tx, { order: string; how: string }, unknown> = ({ tx }, { order, how }) =>
  tx.entry.create({ data: { id: `paid ${order}`, text: how } });

/** A process whose second step is behind the point of no return. */
export const parcel = defineProcess({
  name: "parcel",
  state: z.object({ order: z.string() }),
  subject: ({ order }: { order: string }) => order,
  begin: async (_: Work<Tx>, { order }: { order: string }) => ({ order }),
  steps: [
    {
      name: "pack",
      call: async ({ run }, { order }) => {
        await run(count, `pack ${order}`);
        await reached("within pack", order);
        return {};
      },
      undo: ({ run }, { order }) => run(count, `unpack ${order}`),
    },
    {
      name: "send",
      certain: true,
      call: async ({ run }, { order }) => {
        await reached("within send", order);
        await run(count, `send ${order}`);
        return {};
      },
    },
  ],
  failed: () => problem("NoRoom", { room: -1 }),
  answer: async (_, { order }) => ({ order }),
});

/** Has the answer to the next commit lost on its way back, though the database has it. */
export const lostAnswer = { next: false };

const connect: typeof till.connect = (settings) => {
  const db = till.connect(settings);
  const transaction = db.$transaction.bind(db) as (...args: unknown[]) => Promise<unknown>;
  const losing = async (...args: unknown[]) => {
    const result = await transaction(...args);
    if (!lostAnswer.next) return result;
    lostAnswer.next = false;
    throw new Error("Connection terminated unexpectedly");
  };
  return new Proxy(db, { get: (of, key) => (key === "$transaction" ? losing : Reflect.get(of, key)) });
};

const seller = defineSubgraph({}, { ...till, connect, handles: [], processes: [sale, parcel] });

export type SalesOptions = {
  readonly observe?: (moment: Moment) => void | Promise<void>;
  readonly database?: { readonly url: string };
  readonly role?: "api" | "worker" | "all";
  readonly env?: Readonly<Record<string, string>>;
};

export async function startSales(options: SalesOptions = {}) {
  await using starting = new AsyncDisposableStack();
  const database = options.database ?? starting.use(await cloneDatabase(tillDomain));
  const started = starting.use(
    await startTestSubgraph(seller, { ...options, database, env: { ...impatient, ...options.env } }),
  );
  const all = starting.move();
  /** What was done for an order, and how often. */
  const done = async (order: string) =>
    Object.fromEntries(
      (await started.db.entry.findMany({ orderBy: { id: "asc" } }))
        .filter(({ id }) => id.split(" ")[1] === order && !id.startsWith("paid"))
        .map(({ id, count }) => [id.split(" ").toSpliced(1, 1).join(" "), count]),
    );
  /** Waits until a worker listens for processes that are woken. */
  const hears = () =>
    vi.waitFor(
      async () => {
        const [row] = await started.db.$queryRaw<{ n: number }[]>`
          SELECT count(*)::int AS n FROM pg_stat_activity
          WHERE datname = current_database() AND query LIKE 'LISTEN%process%' AND state = 'idle'`;
        expect(row?.n).toBe(1);
      },
      { timeout: 10_000, interval: 20 },
    );
  const only = () => started.db.kitProcess.findFirstOrThrow();
  return { ...started, done, hears, only, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
