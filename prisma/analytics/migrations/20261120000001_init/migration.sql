-- CreateTable
CREATE TABLE "order_event" (
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "heard_at" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "order_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "daily_revenue" (
    "day" DATE NOT NULL,
    "channel" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "country" CHAR(2) NOT NULL,
    "revenue_minor" BIGINT NOT NULL,
    "orders" BIGINT NOT NULL,
    "units" BIGINT NOT NULL,

    CONSTRAINT "daily_revenue_pkey" PRIMARY KEY ("day","channel","currency","country")
);

-- CreateIndex
CREATE INDEX "order_event_order_id_idx" ON "order_event"("order_id");

-- CreateIndex
CREATE INDEX "order_event_time_idx" ON "order_event"("time");
