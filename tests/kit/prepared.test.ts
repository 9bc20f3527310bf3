import { expect, it } from "vitest";
import { startTill } from "./startPair.ts";

const text = (db: Awaited<ReturnType<typeof startTill>>["db"]) => db.$queryRaw<object[]>`SELECT text FROM entry`;

it("a statement is prepared once a connection, whatever its values", async () => {
  await using till = await startTill({ env: { DATABASE_POOL: "1" } });
  for (const id of ["a", "b", "c"]) await till.db.entry.findUnique({ where: { id } });
  const prepared = await till.db.$queryRaw<{ statement: string }[]>`
    SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%"entry"."id" = $1%'`;
  expect(prepared).toHaveLength(1);
});

it("a statement that a migration changed under a running service fails once, and then is prepared anew", async () => {
  await using till = await startTill({ env: { DATABASE_POOL: "1" } });
  await till.db.$executeRaw`INSERT INTO entry (id, text) VALUES ('a', '1')`;
  expect(await text(till.db)).toEqual([{ text: "1" }]);
  await till.db.$executeRawUnsafe("ALTER TABLE entry ALTER COLUMN text TYPE INTEGER USING text::integer");
  await expect(text(till.db)).rejects.toThrow("cached plan must not change result type");
  expect(await text(till.db)).toEqual([{ text: 1 }]);
});
