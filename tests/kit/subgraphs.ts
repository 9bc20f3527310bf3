import { join } from "node:path";
import { contractOf } from "@madang/contracts/contract";
import type { Domain } from "@madang/migrate";
import {
  type Action,
  badInput,
  checkInput,
  type DatabaseSettings,
  defineCall,
  defineEvent,
  defineJob,
  defineSubgraph,
  idempotent,
  isProblem,
  type Context as KitContext,
  type Messages,
  newId,
  on,
  postgres,
  problem,
  text,
} from "@madang/service-kit";
import { z } from "zod";
import { type Entry, type Prisma, PrismaClient } from "./__generated__/prisma/client.ts";

// Two small subgraphs: till writes entries and publishes them, bell counts what it hears.

const fixtures = join(import.meta.dirname, "fixtures");

/** The database that both have. */
export const tillDomain: Domain = {
  name: "till",
  schemaDir: join(fixtures, "till"),
  migrationsDir: join(fixtures, "till", "migrations"),
};

type Tx = Prisma.TransactionClient;
type Context = KitContext<Tx, PrismaClient, unknown>;

export const written = defineEvent({
  type: "till.written",
  version: 1,
  data: z.object({ text: z.string(), amount: z.coerce.bigint() }),
  subject: ({ text }) => text,
  subscribers: ["bell"],
});

export const catalogue = { written } as const;

const connect = (settings: DatabaseSettings) => new PrismaClient({ adapter: postgres(settings) });

/** Writes an entry, publishes it, and has it noted; there is no room for "too much", after everything was done, and "slow" takes its time. */
export const write: Action<Tx, { text: string }, unknown> = async ({ tx, publish, enqueue }, raw) => {
  const input = checkInput(z.object({ text: text({ max: 50 }) }), { text: raw.text });
  if (isProblem(input)) return input;
  if (input.text === "slow") await tx.$queryRaw`SELECT pg_sleep(0.6)::text`;
  const entry = await tx.entry.create({ data: { id: newId("entry"), text: input.text } });
  publish(written, { text: input.text, amount: 12n });
  enqueue(note, { text: input.text });
  return input.text === "too much" ? problem("NoRoom", { room: 3 }) : entry;
};

const noted: Action<Tx, { text: string }, unknown> = ({ tx }, { text }) =>
  tx.entry.upsert({
    where: { id: `note ${text}` },
    create: { id: `note ${text}`, text },
    update: { count: { increment: 1 } },
  });

export const note = defineJob<Tx, { text: string }>({
  name: "note",
  payload: z.object({ text: z.string() }),
  run: async ({ run }, { text }) => {
    if (text.startsWith("poisoned job")) throw new Error("This job does not work.");
    await run(noted, { text });
  },
});

const writeOnce = idempotent(
  "writeOnce",
  write as Action<Tx, { text: string; idempotencyKey: string }, { id: string }>,
  {
    remember: ({ id }) => id,
    recall: ({ tx }, id: string) => tx.entry.findUniqueOrThrow({ where: { id } }),
  },
);

/** Asks bell to ring. */
export const strike = defineCall<Record<string, never>>()({
  to: "bell",
  name: "strike",
  document: "mutation Strike { strike }",
  result: z.object({ strike: z.boolean() }).transform(({ strike }) => strike),
});

const messages = {
  en: { NoRoom: "There is room for {room} only." },
  ko: { NoRoom: "자리가 {room}개뿐입니다." },
} as const satisfies Messages;

/** Writes, publishes and calls. */
export const till = defineSubgraph(catalogue, {
  name: "till",
  contract: contractOf("till", join(fixtures, "schema")),
  connect,
  loaders: () => ({}),
  messages,
  handles: [],
  jobs: [note],
  resolvers: {
    Query: {
      entry: (_: unknown, { id }: { id: string }, { db }: Context) => db.entry.findUnique({ where: { id } }),
      entries: (_: unknown, { first, after }: { first: number; after?: string }, { db, cursors }: Context) =>
        cursors.page<Entry>({
          list: "entries",
          first,
          after,
          position: ({ id }) => [id],
          fetch: ({ after: from, limit }) =>
            db.entry.findMany({
              where: from ? { id: { gt: String(from[0]) } } : {},
              orderBy: { id: "asc" },
              take: limit,
            }),
        }),
      secret: () => "hidden in the till",
      own: (_: unknown, __: unknown, { viewer }: Context) => viewer.accountId,
      bug: () => {
        throw new Error("connection to postgres://till:hunter2@db failed");
      },
      rung: (_: unknown, __: unknown, { call }: Context) => call(strike, {}),
    },
    Mutation: {
      write: (_: unknown, input: { text: string }, { run }: Context) => run(write, input),
      writeOnce: (_: unknown, input: { text: string; idempotencyKey: string }, { run }: Context) =>
        run(writeOnce, input),
    },
    Entry: {
      __resolveReference: ({ id }: { id: string }, { db }: Context) => db.entry.findUnique({ where: { id } }),
      note: ({ id }: { id: string }) => ({ id, text: "a note" }),
    },
    Note: { __resolveReference: ({ id }: { id: string }) => ({ id, text: "a note" }) },
  },
});

/** What bell does with what it hears. */
export const count: Action<Tx, z.output<typeof written.data>, unknown> = async ({ tx }, { text, amount }) => {
  if (text.startsWith("poison")) throw new Error("This cannot be swallowed.");
  if (text === "refused") return problem("NoRoom", { room: 0 });
  if (typeof amount !== "bigint") throw badInput("An amount is a bigint.");
  return await tx.entry.upsert({
    where: { id: text },
    create: { id: text, text },
    update: { count: { increment: 1 } },
  });
};

/** Hears; `count` above one would be an effect that happened twice. */
export const bell = defineSubgraph(catalogue, {
  name: "bell",
  contract: contractOf("bell", join(fixtures, "schema")),
  connect,
  loaders: () => ({}),
  messages: { en: {}, ko: {} },
  handles: [on(written, count)],
  resolvers: { Query: { ring: () => true }, Mutation: { strike: () => true } },
});
