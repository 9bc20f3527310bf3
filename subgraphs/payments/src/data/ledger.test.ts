import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking, authorize, capture, card, giveBack } from "../fixtures/asking.ts";
import { aGiftCard } from "../fixtures/books.ts";
import { openTill, type Till } from "../fixtures/openTill.ts";

describe("the database", { timeout: 60_000 }, () => {
  let till: Till;
  beforeAll(async () => {
    till = await openTill();
    const order = asking([card()]);
    await authorize(till, order);
    await capture(till, order.orderId);
    await giveBack(till, order.orderId, "4000");
    await aGiftCard(till);
  }, 60_000);
  afterAll(() => till[Symbol.asyncDispose]());

  const dump = () =>
    till.db
      .$queryRaw`SELECT t.*, e.* FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id ORDER BY t.id, line`;

  it.each([
    ["an altered transaction", "UPDATE ledger_transaction SET at = now()", "never altered"],
    ["an altered entry", "UPDATE ledger_entry SET amount_minor = amount_minor * 2", "never altered"],
    ["a deleted transaction", "DELETE FROM ledger_transaction", "never altered"],
    ["a deleted entry", "DELETE FROM ledger_entry", "never altered"],
    ["an emptied ledger", "TRUNCATE ledger_entry, ledger_transaction", "never altered"],
    [
      "a transaction without entries",
      "INSERT INTO ledger_transaction (id, kind, effect, at) VALUES ('a', 'FEE', 'a', now())",
      "not in balance",
    ],
    [
      "entries that do not add up",
      `WITH t AS (INSERT INTO ledger_transaction (id, kind, effect, at) VALUES ('b', 'FEE', 'b', now()))
       INSERT INTO ledger_entry VALUES ('b', 0, 'fees', 'GBP', 5), ('b', 1, 'sales', 'GBP', -4)`,
      "not in balance",
    ],
    [
      "entries that add up in no single currency",
      `WITH t AS (INSERT INTO ledger_transaction (id, kind, effect, at) VALUES ('c', 'FEE', 'c', now()))
       INSERT INTO ledger_entry VALUES ('c', 0, 'fees', 'GBP', 5), ('c', 1, 'sales', 'USD', -5)`,
      "not in balance",
    ],
    [
      "entries added to what is written",
      `INSERT INTO ledger_entry SELECT id, 8, 'fees', 'GBP', 5 FROM ledger_transaction WHERE kind = 'CAPTURE'
       UNION ALL SELECT id, 9, 'sales', 'GBP', -5 FROM ledger_transaction WHERE kind = 'CAPTURE'`,
      "is closed",
    ],
    [
      "an effect that is written already",
      `INSERT INTO ledger_transaction (id, kind, effect, at) SELECT 'd', kind, effect, at FROM ledger_transaction WHERE kind = 'CAPTURE'`,
      "ledger_transaction_effect_key",
    ],
    [
      "more given back than taken",
      "UPDATE payment SET refunded_minor = 10001",
      "payment_never_gives_back_more_than_taken",
    ],
    [
      "more charged back than left",
      "UPDATE payment SET charged_back_minor = 6001",
      "payment_never_gives_back_more_than_taken",
    ],
    ["a gift card below zero", "UPDATE gift_card SET balance_minor = -1", "gift_card_"],
    ["a gift card with more held than there is", "UPDATE gift_card SET held_minor = 5001", "gift_card_held_is_there"],
  ])("refuses %s", async (_, statement, reason) => {
    const before = await dump();
    await expect(till.db.$executeRawUnsafe(statement)).rejects.toThrow(reason);
    expect(await dump()).toEqual(before);
  });

  it("takes what is in balance, in each of its currencies", async () => {
    await till.db.$executeRawUnsafe(`
      WITH t AS (INSERT INTO ledger_transaction (id, kind, effect, at) VALUES ('e', 'FEE', 'e', now()))
      INSERT INTO ledger_entry VALUES ('e', 0, 'fees', 'GBP', 5), ('e', 1, 'sales', 'GBP', -5),
        ('e', 2, 'fees', 'USD', 7), ('e', 3, 'sales', 'USD', -7)`);
    expect(await till.db.ledgerEntry.count({ where: { transactionId: "e" } })).toBe(4);
  });
});
