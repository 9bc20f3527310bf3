-- CreateEnum
CREATE TYPE "order_payments_status" AS ENUM ('OPEN', 'VOIDED');

-- CreateEnum
CREATE TYPE "payment_method" AS ENUM ('INVOICE', 'CARD', 'BANK_TRANSFER', 'GIFT_CARD');

-- CreateEnum
CREATE TYPE "payment_status" AS ENUM ('REQUESTED', 'ACTION_REQUIRED', 'AUTHORIZED', 'CAPTURED', 'DECLINED', 'VOIDED', 'EXPIRED', 'FAILED');

-- CreateEnum
CREATE TYPE "payment_intent" AS ENUM ('AUTHORIZE', 'CAPTURE', 'VOID', 'EXPIRE');

-- CreateEnum
CREATE TYPE "refund_source" AS ENUM ('ASKED', 'OVER', 'PROVIDER');

-- CreateEnum
CREATE TYPE "refund_part_status" AS ENUM ('REQUESTED', 'REFUNDED', 'REDUCED', 'FAILED');

-- CreateEnum
CREATE TYPE "gift_card_hold_status" AS ENUM ('HELD', 'TAKEN', 'RELEASED');

-- CreateEnum
CREATE TYPE "ledger_kind" AS ENUM ('AUTHORIZATION', 'RELEASE', 'CAPTURE', 'REFUND', 'FEE', 'CHARGEBACK', 'GIFT_CARD_ISSUE');

-- CreateTable
CREATE TABLE "order_payments" (
    "order_id" TEXT COLLATE "C" NOT NULL,
    "status" "order_payments_status" NOT NULL,
    "account_id" TEXT COLLATE "C",
    "number" TEXT,
    "email" TEXT,
    "locale" TEXT,
    "total_minor" BIGINT,
    "currency" CHAR(3),
    "input_hash" TEXT,
    "return_url" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "voided_at" TIMESTAMPTZ(3),

    CONSTRAINT "order_payments_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" TEXT COLLATE "C" NOT NULL,
    "order_id" TEXT COLLATE "C" NOT NULL,
    "position" INTEGER NOT NULL,
    "method" "payment_method" NOT NULL,
    "provider" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "reduced_minor" BIGINT NOT NULL DEFAULT 0,
    "status" "payment_status" NOT NULL DEFAULT 'REQUESTED',
    "wanted" "payment_intent" NOT NULL DEFAULT 'AUTHORIZE',
    "provider_ref" TEXT,
    "provider_status" TEXT,
    "authorized_minor" BIGINT NOT NULL DEFAULT 0,
    "held_minor" BIGINT NOT NULL DEFAULT 0,
    "captured_minor" BIGINT NOT NULL DEFAULT 0,
    "refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "refund_pending_minor" BIGINT NOT NULL DEFAULT 0,
    "charged_back_minor" BIGINT NOT NULL DEFAULT 0,
    "fee_minor" BIGINT NOT NULL DEFAULT 0,
    "decline_code" TEXT,
    "next_action" JSONB,
    "save_method" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refund" (
    "id" TEXT COLLATE "C" NOT NULL,
    "order_id" TEXT COLLATE "C" NOT NULL,
    "source" "refund_source" NOT NULL,
    "key" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "refund_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refund_part" (
    "id" TEXT COLLATE "C" NOT NULL,
    "refund_id" TEXT COLLATE "C" NOT NULL,
    "payment_id" TEXT COLLATE "C" NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "status" "refund_part_status" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "refund_part_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gift_card" (
    "id" TEXT COLLATE "C" NOT NULL,
    "code_hash" TEXT NOT NULL,
    "code_end" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "balance_minor" BIGINT NOT NULL,
    "held_minor" BIGINT NOT NULL DEFAULT 0,
    "account_id" TEXT COLLATE "C",
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "gift_card_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gift_card_hold" (
    "payment_id" TEXT COLLATE "C" NOT NULL,
    "gift_card_id" TEXT COLLATE "C" NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "status" "gift_card_hold_status" NOT NULL DEFAULT 'HELD',
    "refunded_minor" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "gift_card_hold_pkey" PRIMARY KEY ("payment_id","gift_card_id")
);

-- CreateTable
CREATE TABLE "saved_method" (
    "id" TEXT COLLATE "C" NOT NULL,
    "account_id" TEXT COLLATE "C" NOT NULL,
    "provider" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "brand" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "expires_month" INTEGER NOT NULL,
    "expires_year" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "saved_method_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_transaction" (
    "id" TEXT COLLATE "C" NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "kind" "ledger_kind" NOT NULL,
    "effect" TEXT NOT NULL,
    "order_id" TEXT COLLATE "C",
    "payment_id" TEXT COLLATE "C",
    "gift_card_id" TEXT COLLATE "C",
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_transaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "transaction_id" TEXT COLLATE "C" NOT NULL,
    "line" INTEGER NOT NULL,
    "account" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "gift_card_id" TEXT COLLATE "C",

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("transaction_id","line")
);

-- CreateTable
CREATE TABLE "webhook_seen" (
    "provider" TEXT NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_seen_pkey" PRIMARY KEY ("provider","id")
);

-- CreateTable
CREATE TABLE "discrepancy" (
    "id" TEXT COLLATE "C" NOT NULL,
    "kind" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "payment_id" TEXT COLLATE "C",
    "provider_reference" TEXT,
    "detail" TEXT NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "settled_by" TEXT,
    "note" TEXT,

    CONSTRAINT "discrepancy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciliation" (
    "provider" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "ran_at" TIMESTAMPTZ(3),

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("provider")
);

-- CreateIndex
CREATE INDEX "order_payments_account_id_idx" ON "order_payments"("account_id");

-- CreateIndex
CREATE INDEX "order_payments_created_at_idx" ON "order_payments"("created_at");

-- CreateIndex
CREATE INDEX "payment_status_id_idx" ON "payment"("status", "id" DESC);

-- CreateIndex
CREATE INDEX "payment_checked_at_idx" ON "payment"("checked_at");

-- CreateIndex
CREATE INDEX "payment_updated_at_idx" ON "payment"("updated_at");

-- CreateIndex
CREATE INDEX "payment_due" ON "payment"("due_at") WHERE (due_at IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "payment_order_id_position_key" ON "payment"("order_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "payment_provider_ref" ON "payment"("provider", "provider_ref") WHERE (provider <> 'house'::text);

-- CreateIndex
CREATE UNIQUE INDEX "refund_order_id_source_key_key" ON "refund"("order_id", "source", "key");

-- CreateIndex
CREATE INDEX "refund_part_payment_id_idx" ON "refund_part"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "refund_part_refund_id_payment_id_key" ON "refund_part"("refund_id", "payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "gift_card_code_hash_key" ON "gift_card"("code_hash");

-- CreateIndex
CREATE INDEX "gift_card_account_id_idx" ON "gift_card"("account_id");

-- CreateIndex
CREATE INDEX "gift_card_hold_gift_card_id_idx" ON "gift_card_hold"("gift_card_id");

-- CreateIndex
CREATE INDEX "saved_method_account_id_idx" ON "saved_method"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "saved_method_provider_token_key" ON "saved_method"("provider", "token");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_transaction_effect_key" ON "ledger_transaction"("effect");

-- CreateIndex
CREATE INDEX "ledger_transaction_order_id_position_idx" ON "ledger_transaction"("order_id", "position");

-- CreateIndex
CREATE INDEX "ledger_transaction_at_idx" ON "ledger_transaction"("at");

-- CreateIndex
CREATE INDEX "ledger_transaction_payment_id_position_idx" ON "ledger_transaction"("payment_id", "position");

-- CreateIndex
CREATE INDEX "ledger_entry_gift_card" ON "ledger_entry"("gift_card_id") WHERE (gift_card_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "webhook_seen_seen_at_idx" ON "webhook_seen"("seen_at");

-- CreateIndex
CREATE INDEX "discrepancy_found_at_id_idx" ON "discrepancy"("found_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "discrepancy_kind_provider_subject_key" ON "discrepancy"("kind", "provider", "subject");

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order_payments"("order_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order_payments"("order_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund_part" ADD CONSTRAINT "refund_part_refund_id_fkey" FOREIGN KEY ("refund_id") REFERENCES "refund"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund_part" ADD CONSTRAINT "refund_part_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gift_card_hold" ADD CONSTRAINT "gift_card_hold_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gift_card_hold" ADD CONSTRAINT "gift_card_hold_gift_card_id_fkey" FOREIGN KEY ("gift_card_id") REFERENCES "gift_card"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_transaction_id_fkey" FOREIGN KEY ("transaction_id") REFERENCES "ledger_transaction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The database refuses what must never be, whoever writes.
ALTER TABLE "order_payments"
    ADD CONSTRAINT "order_payments_asked_or_over" CHECK (
        status = 'VOIDED' AND total_minor IS NULL
        OR num_nulls(number, email, locale, total_minor, currency, input_hash, expires_at) = 0),
    ADD CONSTRAINT "order_payments_total_not_negative" CHECK (total_minor >= 0),
    ADD CONSTRAINT "order_payments_voided_at" CHECK ((status = 'VOIDED') = (voided_at IS NOT NULL));

ALTER TABLE "payment"
    ADD CONSTRAINT "payment_amount_positive" CHECK (amount_minor > 0),
    ADD CONSTRAINT "payment_reduced_within_amount" CHECK (reduced_minor BETWEEN 0 AND amount_minor),
    ADD CONSTRAINT "payment_held_within_amount" CHECK (held_minor BETWEEN 0 AND amount_minor),
    ADD CONSTRAINT "payment_held_while_authorized" CHECK (held_minor = 0 OR status = 'AUTHORIZED'),
    ADD CONSTRAINT "payment_captured_within_amount" CHECK (captured_minor BETWEEN 0 AND amount_minor),
    ADD CONSTRAINT "payment_captured_by_status" CHECK (captured_minor = 0 OR status = 'CAPTURED'),
    ADD CONSTRAINT "payment_not_negative" CHECK (
        authorized_minor >= 0 AND refunded_minor >= 0 AND refund_pending_minor >= 0 AND charged_back_minor >= 0
        AND fee_minor >= 0),
    ADD CONSTRAINT "payment_never_gives_back_more_than_taken" CHECK (
        captured_minor - refunded_minor - charged_back_minor >= 0);

ALTER TABLE "refund" ADD CONSTRAINT "refund_amount_positive" CHECK (amount_minor > 0);
ALTER TABLE "refund_part"
    ADD CONSTRAINT "refund_part_amount_positive" CHECK (amount_minor > 0),
    ADD CONSTRAINT "refund_part_done_at" CHECK ((status = 'REQUESTED') = (done_at IS NULL));

ALTER TABLE "gift_card"
    ADD CONSTRAINT "gift_card_balance_not_negative" CHECK (balance_minor >= 0),
    ADD CONSTRAINT "gift_card_held_not_negative" CHECK (held_minor >= 0),
    ADD CONSTRAINT "gift_card_held_is_there" CHECK (held_minor <= balance_minor);
ALTER TABLE "gift_card_hold"
    ADD CONSTRAINT "gift_card_hold_amount_not_negative" CHECK (amount_minor >= 0),
    ADD CONSTRAINT "gift_card_hold_refunded_within" CHECK (refunded_minor BETWEEN 0 AND amount_minor);

ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_amount_not_zero" CHECK (amount_minor <> 0);

-- The ledger is the books: what is written stays.
CREATE FUNCTION ledger_stays() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is never altered and never deleted.' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER "ledger_transaction_stays" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_transaction"
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER "ledger_entry_stays" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_entry"
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();

-- At the commit every transaction has two entries at least, and they add up to zero in each currency.
CREATE FUNCTION ledger_transaction_balances() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    lines INTEGER;
    uneven TEXT;
BEGIN
    SELECT coalesce(sum(n), 0), string_agg(currency, ', ') FILTER (WHERE total <> 0) INTO lines, uneven
    FROM (SELECT currency, count(*) AS n, sum(amount_minor) AS total FROM ledger_entry
          WHERE transaction_id = NEW.id GROUP BY currency) AS sides;
    IF lines < 2 OR uneven IS NOT NULL THEN
        RAISE EXCEPTION 'The ledger transaction % is not in balance', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "ledger_transaction_balances" AFTER INSERT ON "ledger_transaction"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transaction_balances();

-- Entries come with their transaction: nothing is added to one that was committed before.
CREATE FUNCTION ledger_entry_comes_with_its_transaction() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_transaction
                   WHERE id = NEW.transaction_id AND xmin = pg_current_xact_id()::xid) THEN
        RAISE EXCEPTION 'The ledger transaction % is closed', NEW.transaction_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "ledger_entry_comes_with_its_transaction" AFTER INSERT ON "ledger_entry"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_comes_with_its_transaction();
