-- CreateEnum
CREATE TYPE "order_actor" AS ENUM ('SHOPPER', 'STAFF', 'SYSTEM');

-- AlterTable
ALTER TABLE "order"
    ADD COLUMN "token_hash" TEXT,
    ADD COLUMN "cancelled_minor" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "payments" JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN "next_action" JSONB,
    ADD COLUMN "awaited_at" TIMESTAMPTZ(3),
    ADD COLUMN "failure" TEXT,
    ADD COLUMN "invoice_number" TEXT,
    ADD COLUMN "invoiced_at" TIMESTAMPTZ(3),
    ADD CONSTRAINT "order_cancelled_minor" CHECK ("cancelled_minor" BETWEEN 0 AND "total_minor"),
    ADD CONSTRAINT "order_of_account_or_token" CHECK ("account_id" IS NULL OR "token_hash" IS NULL),
    ADD CONSTRAINT "order_invoiced_at" CHECK (("invoice_number" IS NULL) = ("invoiced_at" IS NULL));

-- AlterTable
ALTER TABLE "order_line"
    ADD COLUMN "discount_minor" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "tax_minor" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "shipping_minor" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "cancelled_quantity" INTEGER NOT NULL DEFAULT 0,
    ADD CONSTRAINT "order_line_discount" CHECK ("discount_minor" BETWEEN 0 AND "total_minor"),
    ADD CONSTRAINT "order_line_tax" CHECK ("tax_minor" >= 0),
    ADD CONSTRAINT "order_line_shipping" CHECK ("shipping_minor" >= 0),
    ADD CONSTRAINT "order_line_cancelled_quantity" CHECK ("cancelled_quantity" BETWEEN 0 AND "quantity");

-- CreateTable
CREATE TABLE "order_history" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY,
    "order_id" TEXT COLLATE "C" NOT NULL,
    "from_status" "order_status",
    "to_status" "order_status" NOT NULL,
    "actor" "order_actor" NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_history_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice_counter" (
    "year" INTEGER NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "invoice_counter_pkey" PRIMARY KEY ("year")
);

-- CreateTable
CREATE TABLE "shipping_rate" (
    "channel" TEXT NOT NULL,
    "country" CHAR(2) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "rate_minor" BIGINT NOT NULL,
    "free_from_minor" BIGINT,

    CONSTRAINT "shipping_rate_pkey" PRIMARY KEY ("channel", "country", "currency"),
    CONSTRAINT "shipping_rate_amounts" CHECK ("rate_minor" BETWEEN 0 AND 1000000000000000 AND "free_from_minor" >= 0)
);

-- CreateIndex
CREATE UNIQUE INDEX "order_invoice_number_key" ON "order"("invoice_number");

-- CreateIndex
CREATE INDEX "order_to_invoice" ON "order"("confirmed_at", "id") WHERE (invoice_number IS NULL AND confirmed_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "order_history_order_id_id_idx" ON "order_history"("order_id", "id");

-- AddForeignKey
ALTER TABLE "order_history" ADD CONSTRAINT "order_history_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the first pieces of a line bear of an amount that stands for all of them: `borneBy` of the domain.
CREATE FUNCTION order_line_bears(amount BIGINT, quantity INTEGER, pieces INTEGER) RETURNS BIGINT LANGUAGE sql IMMUTABLE AS $$
    SELECT div(amount::numeric * pieces, quantity)::bigint
$$;

-- An order's lines are what was agreed: they add up to its total, and what is cancelled of them to what it says.
CREATE OR REPLACE FUNCTION order_lines_add_up() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    "all" BIGINT;
    kept BIGINT;
    stored RECORD;
BEGIN
    SELECT total_minor, cancelled_minor INTO stored FROM "order" WHERE id = NEW.id;
    SELECT coalesce(sum(total_minor - discount_minor + tax_minor + shipping_minor), -1),
        coalesce(sum(unit_price_minor * (quantity - cancelled_quantity)
            - order_line_bears(discount_minor, quantity, quantity - cancelled_quantity)
            + order_line_bears(tax_minor, quantity, quantity - cancelled_quantity)
            + order_line_bears(shipping_minor, quantity, quantity - cancelled_quantity)), 0)
        INTO "all", kept FROM order_line WHERE order_id = NEW.id;
    IF "all" <> stored.total_minor THEN
        RAISE EXCEPTION 'The lines of order % add up to %, not to its total %', NEW.id, "all", stored.total_minor;
    END IF;
    IF "all" - kept <> stored.cancelled_minor THEN
        RAISE EXCEPTION 'Of order % % is cancelled, not %', NEW.id, "all" - kept, stored.cancelled_minor;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER order_lines_add_up ON "order";
CREATE CONSTRAINT TRIGGER order_lines_add_up AFTER INSERT OR UPDATE OF total_minor, cancelled_minor ON "order"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION order_lines_add_up();

CREATE OR REPLACE FUNCTION order_line_is_frozen() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    was order_line := OLD;
BEGIN
    was.cancelled_quantity := NEW.cancelled_quantity;
    IF was IS DISTINCT FROM NEW OR NEW.cancelled_quantity < OLD.cancelled_quantity THEN
        RAISE EXCEPTION 'The lines of an order are frozen; pieces of them can be cancelled';
    END IF;
    RETURN NEW;
END $$;

-- Whoever cancels pieces writes down how much that is.
CREATE FUNCTION order_line_cancelled_adds_up() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    cancelled BIGINT;
BEGIN
    SELECT cancelled_minor INTO cancelled FROM "order" WHERE id = NEW.order_id;
    IF cancelled <> (
        SELECT sum(unit_price_minor * cancelled_quantity
            - (discount_minor - order_line_bears(discount_minor, quantity, quantity - cancelled_quantity))
            + (tax_minor - order_line_bears(tax_minor, quantity, quantity - cancelled_quantity))
            + (shipping_minor - order_line_bears(shipping_minor, quantity, quantity - cancelled_quantity)))
        FROM order_line WHERE order_id = NEW.order_id) THEN
        RAISE EXCEPTION 'The cancelled pieces of order % do not add up to %', NEW.order_id, cancelled;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER order_line_cancelled_adds_up AFTER UPDATE ON order_line
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION order_line_cancelled_adds_up();

-- Where an order stood is written once, and stays.
CREATE FUNCTION order_history_is_append_only() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history of an order is never altered';
END $$;
CREATE TRIGGER order_history_is_append_only BEFORE UPDATE ON order_history
    FOR EACH ROW EXECUTE FUNCTION order_history_is_append_only();

-- Orders that are there already: paid by invoice, and cancelled as a whole if at all.
UPDATE "order" SET payments = jsonb_build_array(jsonb_build_object('method', payment_method, 'amountMinor', total_minor::text));
UPDATE "order" SET cancelled_minor = total_minor WHERE status = 'CANCELLED';
UPDATE order_line l SET cancelled_quantity = quantity FROM "order" o WHERE o.id = l.order_id AND o.status = 'CANCELLED';
INSERT INTO order_history (order_id, from_status, to_status, actor, at)
    SELECT id, NULL, 'PENDING', 'SHOPPER', placed_at FROM "order" ORDER BY placed_at;
INSERT INTO order_history (order_id, from_status, to_status, actor, at)
    SELECT id, 'PENDING', 'CONFIRMED', 'SYSTEM', confirmed_at FROM "order" WHERE confirmed_at IS NOT NULL ORDER BY confirmed_at;
INSERT INTO order_history (order_id, from_status, to_status, actor, reason, at)
    SELECT id, 'CONFIRMED', 'CANCELLED', 'SYSTEM', cancel_reason, cancelled_at FROM "order" WHERE cancelled_at IS NOT NULL ORDER BY cancelled_at;
