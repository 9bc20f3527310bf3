-- AlterTable
ALTER TABLE "reservation_line" ADD COLUMN "returned" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "reservation_return" (
    "reservation_key" TEXT COLLATE "C" NOT NULL,
    "return_key" TEXT COLLATE "C" NOT NULL,
    "lines_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reservation_return_pkey" PRIMARY KEY ("reservation_key","return_key")
);

-- AddForeignKey
ALTER TABLE "reservation_return" ADD CONSTRAINT "reservation_return_reservation_key_fkey" FOREIGN KEY ("reservation_key") REFERENCES "reservation"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What came back with a whole order came back altogether.
UPDATE "reservation_line" SET "returned" = "quantity" WHERE EXISTS (
    SELECT FROM "stock_movement" m WHERE m."kind" = 'RETURNED'
        AND m."reservation_key" = "reservation_line"."reservation_key"
        AND m."variant_id" = "reservation_line"."variant_id"
        AND m."warehouse_id" = "reservation_line"."warehouse_id"
);

-- No more comes back than left, whoever writes.
ALTER TABLE "reservation_line" ADD CONSTRAINT "reservation_line_returned" CHECK (returned BETWEEN 0 AND quantity);
