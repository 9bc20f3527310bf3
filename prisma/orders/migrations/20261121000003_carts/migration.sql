-- AlterTable
ALTER TABLE "cart" ADD COLUMN "abandoned_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "cart_line" ADD COLUMN "price_minor" BIGINT,
ADD COLUMN "price_currency" CHAR(3);

-- CreateIndex
CREATE INDEX "cart_open_of_guests" ON "cart"("updated_at") WHERE (status = 'OPEN'::cart_status AND account_id IS NULL);

-- CreateIndex
CREATE INDEX "cart_open_of_accounts" ON "cart"("updated_at") WHERE (status = 'OPEN'::cart_status AND account_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "cart_to_remind_of" ON "cart"("updated_at") WHERE (status = 'OPEN'::cart_status AND account_id IS NOT NULL AND abandoned_at IS NULL);

-- A price is an amount of some currency, or there is none.
ALTER TABLE "cart_line" ADD CONSTRAINT "cart_line_price" CHECK (
    ("price_minor" IS NULL) = ("price_currency" IS NULL) AND ("price_minor" IS NULL OR "price_minor" >= 0)
);

-- Nobody is told afresh of what was left alone before anybody was told of anything.
UPDATE "cart" SET "abandoned_at" = "updated_at" WHERE "status" = 'OPEN' AND "account_id" IS NOT NULL;
