-- CreateEnum
CREATE TYPE "cart_status" AS ENUM ('OPEN', 'ORDERING', 'ORDERED');

-- CreateEnum
CREATE TYPE "order_status" AS ENUM ('PENDING', 'CONFIRMED', 'FULFILLED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "payment_method" AS ENUM ('INVOICE');

-- CreateTable
CREATE TABLE "cart" (
    "id" TEXT COLLATE "C" NOT NULL,
    "account_id" TEXT,
    "token_hash" TEXT,
    "status" "cart_status" NOT NULL DEFAULT 'OPEN',
    "channel" TEXT NOT NULL,
    "currency" CHAR(3),
    "order_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cart_pkey" PRIMARY KEY ("id"),
    -- A cart is an account's or a guest's; there is no third kind.
    CONSTRAINT "cart_of_account_or_guest" CHECK (("account_id" IS NULL) <> ("token_hash" IS NULL)),
    CONSTRAINT "cart_held_by_its_order" CHECK (("status" = 'OPEN') = ("order_id" IS NULL))
);

-- CreateTable
CREATE TABLE "cart_line" (
    "id" TEXT COLLATE "C" NOT NULL,
    "cart_id" TEXT COLLATE "C" NOT NULL,
    "variant_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cart_line_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "cart_line_quantity" CHECK ("quantity" BETWEEN 1 AND 1000)
);

-- CreateTable
CREATE TABLE "order" (
    "id" TEXT COLLATE "C" NOT NULL,
    "number" TEXT NOT NULL,
    "status" "order_status" NOT NULL,
    "account_id" TEXT,
    "cart_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "payment_method" "payment_method" NOT NULL,
    "shipping_address" JSONB NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "cancel_reason" TEXT,

    CONSTRAINT "order_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "order_total" CHECK ("total_minor" >= 0),
    CONSTRAINT "order_cancelled_at" CHECK (("status" = 'CANCELLED') = ("cancelled_at" IS NOT NULL))
);

-- CreateTable
CREATE TABLE "order_line" (
    "id" TEXT COLLATE "C" NOT NULL,
    "order_id" TEXT COLLATE "C" NOT NULL,
    "position" INTEGER NOT NULL,
    "variant_id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_price_minor" BIGINT NOT NULL,
    "total_minor" BIGINT NOT NULL,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "order_line_quantity" CHECK ("quantity" > 0),
    CONSTRAINT "order_line_price" CHECK ("unit_price_minor" >= 0),
    CONSTRAINT "order_line_total" CHECK ("total_minor" = "unit_price_minor" * "quantity")
);

-- CreateIndex
CREATE UNIQUE INDEX "cart_token_hash_key" ON "cart"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "cart_one_open_per_account" ON "cart"("account_id") WHERE (status <> 'ORDERED'::cart_status);

-- CreateIndex
CREATE UNIQUE INDEX "cart_line_cart_id_variant_id_key" ON "cart_line"("cart_id", "variant_id");

-- CreateIndex
CREATE UNIQUE INDEX "order_number_key" ON "order"("number");

-- CreateIndex
CREATE INDEX "order_placed_at_id_idx" ON "order"("placed_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "order_status_placed_at_id_idx" ON "order"("status", "placed_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "order_account_id_placed_at_id_idx" ON "order"("account_id", "placed_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "order_line_order_id_position_key" ON "order_line"("order_id", "position");

-- AddForeignKey
ALTER TABLE "cart_line" ADD CONSTRAINT "cart_line_cart_id_fkey" FOREIGN KEY ("cart_id") REFERENCES "cart"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A confirmed order's lines are what was agreed: they add up to its total, and nobody alters them.
CREATE FUNCTION order_lines_add_up() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    lines BIGINT;
BEGIN
    SELECT coalesce(sum(total_minor), -1) INTO lines FROM order_line WHERE order_id = NEW.id;
    IF lines <> NEW.total_minor THEN
        RAISE EXCEPTION 'The lines of order % add up to %, not to its total %', NEW.id, lines, NEW.total_minor;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER order_lines_add_up AFTER INSERT OR UPDATE OF total_minor ON "order"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION order_lines_add_up();

CREATE FUNCTION order_line_is_frozen() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The lines of an order are frozen';
END $$;
CREATE TRIGGER order_line_is_frozen BEFORE UPDATE ON order_line FOR EACH ROW EXECUTE FUNCTION order_line_is_frozen();
