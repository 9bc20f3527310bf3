-- CreateEnum
CREATE TYPE "stock_movement_kind" AS ENUM ('ADJUSTED', 'RESERVED', 'COMMITTED', 'RELEASED', 'RETURNED');

-- CreateEnum
CREATE TYPE "reservation_status" AS ENUM ('OPEN', 'COMMITTED', 'RELEASED');

-- CreateTable
CREATE TABLE "warehouse" (
    "id" TEXT COLLATE "C" NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "country" CHAR(2) NOT NULL,
    "channels" TEXT[],
    "rank" INTEGER NOT NULL,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "warehouse_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stock_level" (
    "variant_id" TEXT COLLATE "C" NOT NULL,
    "warehouse_id" TEXT COLLATE "C" NOT NULL,
    "on_hand" INTEGER NOT NULL,
    "reserved" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "stock_level_pkey" PRIMARY KEY ("variant_id","warehouse_id")
);

-- CreateTable
CREATE TABLE "stock_movement" (
    "id" TEXT COLLATE "C" NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "variant_id" TEXT COLLATE "C" NOT NULL,
    "warehouse_id" TEXT COLLATE "C" NOT NULL,
    "kind" "stock_movement_kind" NOT NULL,
    "on_hand_delta" INTEGER NOT NULL,
    "reserved_delta" INTEGER NOT NULL,
    "reason" TEXT,
    "reservation_key" TEXT COLLATE "C",
    "actor" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_movement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reservation" (
    "key" TEXT COLLATE "C" NOT NULL,
    "status" "reservation_status" NOT NULL,
    "lines_hash" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "reservation_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "reservation_line" (
    "reservation_key" TEXT COLLATE "C" NOT NULL,
    "variant_id" TEXT COLLATE "C" NOT NULL,
    "warehouse_id" TEXT COLLATE "C" NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "reservation_line_pkey" PRIMARY KEY ("reservation_key","variant_id","warehouse_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "warehouse_code_key" ON "warehouse"("code");

-- CreateIndex
CREATE UNIQUE INDEX "warehouse_one_default" ON "warehouse"("is_default") WHERE (is_default);

-- CreateIndex
CREATE INDEX "stock_level_warehouse_id_idx" ON "stock_level"("warehouse_id");

-- CreateIndex
CREATE INDEX "stock_movement_variant_id_warehouse_id_position_idx" ON "stock_movement"("variant_id", "warehouse_id", "position" DESC);

-- CreateIndex
CREATE INDEX "stock_movement_reservation" ON "stock_movement"("reservation_key") WHERE (reservation_key IS NOT NULL);

-- CreateIndex
CREATE INDEX "reservation_open" ON "reservation"("expires_at") WHERE (status = 'OPEN'::reservation_status);

-- AddForeignKey
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_warehouse_id_fkey" FOREIGN KEY ("warehouse_id") REFERENCES "warehouse"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_variant_id_warehouse_id_fkey" FOREIGN KEY ("variant_id", "warehouse_id") REFERENCES "stock_level"("variant_id", "warehouse_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reservation_line" ADD CONSTRAINT "reservation_line_reservation_key_fkey" FOREIGN KEY ("reservation_key") REFERENCES "reservation"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The database refuses what must never be, whoever writes.
ALTER TABLE "stock_level"
    ADD CONSTRAINT "stock_level_on_hand_not_negative" CHECK (on_hand >= 0),
    ADD CONSTRAINT "stock_level_reserved_not_negative" CHECK (reserved >= 0),
    ADD CONSTRAINT "stock_level_reserved_is_on_hand" CHECK (reserved <= on_hand);

ALTER TABLE "reservation_line" ADD CONSTRAINT "reservation_line_quantity_positive" CHECK (quantity > 0);

-- Each kind of movement has one shape.
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_shape" CHECK (CASE kind
    WHEN 'ADJUSTED' THEN on_hand_delta <> 0 AND reserved_delta = 0 AND reason IS NOT NULL
    WHEN 'RESERVED' THEN on_hand_delta = 0 AND reserved_delta > 0
    WHEN 'COMMITTED' THEN on_hand_delta < 0 AND reserved_delta = on_hand_delta
    WHEN 'RELEASED' THEN on_hand_delta = 0 AND reserved_delta < 0
    WHEN 'RETURNED' THEN on_hand_delta > 0 AND reserved_delta = 0
END);

-- Movements are the books: what is written stays.
CREATE FUNCTION stock_movement_stays() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Stock movements are never altered and never deleted.' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER "stock_movement_stays" BEFORE UPDATE OR DELETE OR TRUNCATE ON "stock_movement"
    FOR EACH STATEMENT EXECUTE FUNCTION stock_movement_stays();

-- A shop that needs only one place never thinks of places.
INSERT INTO "warehouse" ("id", "code", "name", "country", "channels", "rank", "is_default")
VALUES ('warehouse_01m7x85618fztbdvhjr4rgq2wq', 'main', 'Main warehouse', 'GB', ARRAY['default'], 0, true);
