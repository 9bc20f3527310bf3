import { type Bug, trigger } from "./bug.ts";
import { publishBeforeCommit } from "./publishing.ts";
import { callConfirmed, captureTwice, doubtMails, loseWebhooks, mailTwice } from "./rooms.ts";
import { skippedUndos } from "./undoing.ts";
import { cancelAll, orderAgainWithTheSameKey, spendOneCardTwice } from "./visits.ts";

const buyByCard: Bug["meet"] = ({ buys }) => buys("CARD");

const notWritten = (template: string) =>
  trigger(
    "notifications",
    "BEFORE INSERT ON mail",
    `IF NEW.template = '${template}' THEN RETURN NULL; END IF; RETURN NEW;`,
  );

/** What can be wrong with the shop, each with the invariants that have to say so. */
export const bugs: readonly Bug[] = [
  ...skippedUndos,
  {
    name: "stock is released twice",
    plant: trigger(
      "inventory",
      "AFTER UPDATE ON reservation",
      `IF OLD.status = 'COMMITTED' AND NEW.status = 'RELEASED' THEN
         INSERT INTO stock_movement (id, variant_id, warehouse_id, kind, on_hand_delta, reserved_delta, reservation_key, at)
         SELECT 'planted ' || reservation_key, variant_id, warehouse_id, 'RETURNED', quantity, 0, reservation_key, now()
           FROM reservation_line WHERE reservation_key = NEW.key;
         UPDATE stock_level s SET on_hand = on_hand + l.quantity FROM reservation_line l
          WHERE l.reservation_key = NEW.key AND (s.variant_id, s.warehouse_id) = (l.variant_id, l.warehouse_id);
       END IF; RETURN NULL;`,
    ),
    meet: ({ buys }) => buys("CARD_CAPTURE_FAILS"),
    red: ["I1 books", "I3 orders end"],
  },
  { name: "money is captured twice", plant: captureTwice, meet: buyByCard, red: ["I2 provider"] },
  {
    name: "the row in the inbox is dropped",
    plant: trigger(
      "notifications",
      "AFTER INSERT ON kit_inbox",
      "DELETE FROM kit_inbox WHERE id = NEW.id; RETURN NULL;",
    ),
    meet: buyByCard,
    red: ["I4 once"],
  },
  {
    name: "an order is published before its transaction, which is rolled back",
    plant: publishBeforeCommit,
    meet: buyByCard,
    red: ["I4 once", "I9 analytics"],
  },
  {
    name: "nobody writes of an order that came to nothing",
    plant: notWritten("order-payment-failed"),
    meet: ({ buys }) => buys("CARD_CAPTURE_FAILS"),
    red: ["I4 effects"],
  },
  {
    name: "nobody writes of money that went back",
    plant: notWritten("refund-completed"),
    meet: cancelAll,
    red: ["I4 effects"],
  },
  { name: "every mail is sent twice", plant: mailTwice, meet: buyByCard, red: ["I5 mails"] },
  {
    name: "every mail is tried twice, and a fault strikes those who send none",
    plant: doubtMails,
    meet: ({ buys, shopping }) => shopping.journal.during("orders (api) was frozen", () => buys("CARD")),
    red: ["I5 mails"],
  },
  {
    name: "an order that waits to be paid is called confirmed",
    plant: callConfirmed,
    meet: async ({ buys, atBank }) => await atBank(await buys("WALKS_AWAY"), "decline"),
    red: ["I6 acknowledged"],
  },
  {
    name: "the lines of an order are lost when it is paid",
    plant: trigger(
      "orders",
      'AFTER UPDATE ON "order"',
      `IF NEW.status = 'CONFIRMED' AND OLD.status = 'PENDING' AND OLD.awaited_at IS NOT NULL THEN
         DELETE FROM order_line WHERE order_id = NEW.id;
       END IF; RETURN NULL;`,
    ),
    meet: ({ buys }) => buys("CARD_3DS"),
    red: ["I3 orders end", "I6 acknowledged"],
  },
  {
    name: "an order that was cancelled stays confirmed",
    plant: trigger(
      "orders",
      'BEFORE UPDATE ON "order"',
      `IF NEW.status = 'CANCELLED' AND OLD.status = 'CONFIRMED' THEN
         NEW.status := 'CONFIRMED';
         NEW.cancelled_at := NULL;
       END IF; RETURN NEW;`,
    ),
    meet: cancelAll,
    red: ["I6 acknowledged"],
  },
  {
    name: "an idempotency key is forgotten",
    plant: trigger("orders", "BEFORE INSERT ON kit_process", "NEW.key := NULL; RETURN NEW;"),
    meet: orderAgainWithTheSameKey,
    red: ["I7 one key one order"],
  },
  {
    name: "what is spent stays on the gift card",
    plant: trigger(
      "payments",
      "BEFORE UPDATE ON gift_card",
      "NEW.balance_minor := greatest(NEW.balance_minor, OLD.balance_minor); RETURN NEW;",
    ),
    meet: spendOneCardTwice,
    red: ["I8 gift cards"],
  },
  {
    name: "webhooks are lost and nobody asks the provider",
    plant: loseWebhooks,
    meet: ({ buys }) => buys("BANK_TRANSFER", { patienceMs: 5_000 }),
    red: ["I1 reservations", "I2 provider", "I3 orders end"],
    leaves: /process checkout|order .+ is pending|reservation .+ is open|payment .+ is ACTION_REQUIRED/,
    mended: true,
  },
  {
    name: "analytics hears twice of money that was taken",
    plant: trigger(
      "analytics",
      "AFTER INSERT ON money_movement",
      `IF pg_trigger_depth() = 1 THEN
         INSERT INTO money_movement (event_id, order_id, kind, currency, amount, at)
         VALUES (gen_random_uuid(), NEW.order_id, NEW.kind, NEW.currency, NEW.amount, NEW.at);
       END IF; RETURN NULL;`,
    ),
    meet: buyByCard,
    red: ["I9 analytics"],
  },
  // The last, since sums stay wrong for whoever comes after.
  {
    name: "analytics counts an order twice",
    plant: trigger(
      "analytics",
      "BEFORE INSERT ON sales_figure",
      "NEW.gross := 2 * NEW.gross; NEW.orders := 2 * NEW.orders; RETURN NEW;",
    ),
    meet: buyByCard,
    red: ["I9 analytics"],
  },
];
