import { createHash, randomBytes } from "node:crypto";
import type { Money, Viewer } from "@madang/service-kit";
import type { CardChange } from "../domain/books.ts";
import { codeBytes, giftCode, plainCode } from "../domain/giftCode.ts";
import type { Prisma } from "./__generated__/prisma/client.ts";
import type { Db, Tx } from "./database.ts";

export type GiftCardRow = Prisma.GiftCardGetPayload<object>;

/** As the code is stored: it has too many bits to be guessed from its hash. */
export const hashOfCode = (code: string) => createHash("sha256").update(plainCode(code)).digest("hex");

export function newCode(): string {
  for (;;) {
    const code = giftCode(randomBytes(codeBytes * 2));
    if (code) return code;
  }
}

export const addGiftCard = (tx: Tx, card: Omit<GiftCardRow, "heldMinor">) => tx.giftCard.create({ data: card });

/** The card with a code, if there is one. */
export const cardByCode = (db: Db | Tx, code: string): Promise<GiftCardRow[]> =>
  db.giftCard.findMany({ where: { codeHash: hashOfCode(code) } });

/** An account's store credit that can be spent now: what ends first comes first. */
export const creditOf = (db: Db | Tx, accountId: string, now: Date) =>
  db.giftCard.findMany({
    where: { accountId, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    orderBy: [{ expiresAt: { sort: "asc", nulls: "last" } }, { id: "asc" }],
  });

/** Cards by id, locked in one order for all: two transactions never wait for each other in a circle. */
export async function lockCards(tx: Tx, ids: readonly string[]): Promise<GiftCardRow[]> {
  if (ids.length === 0) return [];
  await tx.$queryRaw`SELECT 1 FROM gift_card WHERE id = ANY(${[...ids]}::text[]) ORDER BY id FOR UPDATE`;
  return await tx.giftCard.findMany({ where: { id: { in: [...ids] } } });
}

/** Holds so much of a card; false when that is not left on it. */
export async function holdOnCard(tx: Tx, id: string, amount: bigint): Promise<boolean> {
  const held = await tx.$executeRaw`
    UPDATE gift_card SET held_minor = held_minor + ${amount}::bigint
    WHERE id = ${id} AND balance_minor - held_minor >= ${amount}::bigint`;
  return held === 1;
}

/** Changes cards, each in one statement that refuses to go below zero; falling short means that the books are wrong. */
export async function changeCards(tx: Tx, changes: readonly CardChange[]): Promise<void> {
  const byCard = Map.groupBy(changes, ({ giftCardId }) => giftCardId);
  for (const [id, all] of [...byCard].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const balance = all.reduce((sum, change) => sum + change.balance, 0n);
    const held = all.reduce((sum, change) => sum + change.held, 0n);
    const changed = await tx.$executeRaw`
      UPDATE gift_card SET balance_minor = balance_minor + ${balance}::bigint, held_minor = held_minor + ${held}::bigint
      WHERE id = ${id} AND held_minor + ${held}::bigint BETWEEN 0 AND balance_minor + ${balance}::bigint`;
    if (changed !== 1) throw new Error(`The gift card ${id} could not change.`);
  }
}

/** One that is known to be there. */
export const getGiftCard = (tx: Tx, id: string) => tx.giftCard.findUniqueOrThrow({ where: { id } });

/** What is on a card; null for one that is unknown, used up, over, or another's: they look the same. */
export async function findGiftCard(db: Db, { accountId }: Viewer, code: string, now: Date) {
  const [card] = await cardByCode(db, code);
  if (!card || (card.accountId !== null && card.accountId !== accountId)) return null;
  const { balanceMinor, heldMinor, currency, expiresAt } = card;
  if (balanceMinor <= heldMinor || (expiresAt && expiresAt <= now)) return null;
  return { balance: { minor: balanceMinor - heldMinor, currency }, expiresAt };
}

/** The store credit that an account can spend now, one amount a currency. */
export async function storeCreditOf(db: Db, accountId: string, now: Date): Promise<Money[]> {
  const byCurrency = Map.groupBy(await creditOf(db, accountId, now), ({ currency }) => currency);
  const currencies = [...byCurrency.keys()].sort();
  return currencies.map((currency) => {
    const amounts = (byCurrency.get(currency) ?? []).map(({ balanceMinor, heldMinor }) => balanceMinor - heldMinor);
    return { minor: amounts.reduce((sum, amount) => sum + amount, 0n), currency };
  });
}
