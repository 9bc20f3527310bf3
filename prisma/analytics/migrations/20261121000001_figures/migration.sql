-- Facts, as heard and for good. Those of orders and their payments are in order_event.
CREATE TABLE "reference_event" (
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "heard_at" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "reference_event_pkey" PRIMARY KEY ("id")
);

-- What is to be counted: an event that was heard (an order's, with the order; or another), or an order again.
CREATE TABLE "uncounted" (
    "number" BIGINT GENERATED ALWAYS AS IDENTITY,
    "event_id" UUID,
    "order_id" TEXT COLLATE "C",
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "uncounted_pkey" PRIMARY KEY ("number")
);
CREATE INDEX "uncounted_event_id_idx" ON "uncounted"("event_id");
CREATE INDEX "uncounted_orders_again" ON "uncounted"("number") WHERE (event_id IS NULL);

-- Whoever keeps a fact has it counted: both are seen at once, or neither is.
CREATE FUNCTION order_event_is_uncounted() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO uncounted (event_id, order_id) VALUES (NEW.id, NEW.order_id);
    RETURN NULL;
END $$;
CREATE TRIGGER "order_event_is_uncounted" AFTER INSERT ON "order_event"
    FOR EACH ROW EXECUTE FUNCTION order_event_is_uncounted();
CREATE FUNCTION reference_event_is_uncounted() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO uncounted (event_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER "reference_event_is_uncounted" AFTER INSERT ON "reference_event"
    FOR EACH ROW EXECUTE FUNCTION reference_event_is_uncounted();
INSERT INTO "uncounted" ("event_id", "order_id") SELECT "id", "order_id" FROM "order_event" ORDER BY "time", "id";

-- Everything below is made of the facts, and can be made again.
CREATE TABLE "account" (
    "id" TEXT COLLATE "C" NOT NULL,
    "email_key" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "category" (
    "id" TEXT COLLATE "C" NOT NULL,
    "parent_id" TEXT COLLATE "C",
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "category_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "product" (
    "id" TEXT COLLATE "C" NOT NULL,
    "category_id" TEXT COLLATE "C",
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "product_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "product_category_id_idx" ON "product"("category_id");

CREATE TABLE "variant" (
    "id" TEXT COLLATE "C" NOT NULL,
    "product_id" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "variant_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "variant_product_id_idx" ON "variant"("product_id");

CREATE TABLE "sold_name" (
    "variant_id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "order_id" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "sold_name_pkey" PRIMARY KEY ("variant_id")
);

CREATE TABLE "sales_order" (
    "id" TEXT COLLATE "C" NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,
    "channel" TEXT COLLATE "C" NOT NULL,
    "currency" TEXT COLLATE "C" NOT NULL,
    "country" TEXT COLLATE "C" NOT NULL,
    "account_id" TEXT COLLATE "C",
    "gross" NUMERIC NOT NULL,
    "cancelled" NUMERIC NOT NULL,
    "captured" NUMERIC NOT NULL,
    "refunded" NUMERIC NOT NULL,
    "units" BIGINT NOT NULL,
    "net_units" BIGINT NOT NULL,
    "touched" BOOLEAN NOT NULL,
    "new_buyer" BOOLEAN NOT NULL,

    CONSTRAINT "sales_order_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "sales_order_account_id_idx" ON "sales_order"("account_id");

CREATE TABLE "sales_line" (
    "order_id" TEXT COLLATE "C" NOT NULL,
    "variant_id" TEXT COLLATE "C" NOT NULL,
    "scopes" TEXT[] COLLATE "C",
    "gross" NUMERIC NOT NULL,
    "cancelled" NUMERIC NOT NULL,
    "units" BIGINT NOT NULL,
    "net_units" BIGINT NOT NULL,

    CONSTRAINT "sales_line_pkey" PRIMARY KEY ("order_id","variant_id")
);
CREATE INDEX "sales_line_variant_id_idx" ON "sales_line"("variant_id");

CREATE TABLE "buyer_order" (
    "key" TEXT COLLATE "C" NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "order_id" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "buyer_order_pkey" PRIMARY KEY ("key","placed_at","order_id")
);
CREATE INDEX "buyer_order_order_id_idx" ON "buyer_order"("order_id");

CREATE TABLE "money_movement" (
    "event_id" UUID NOT NULL,
    "order_id" TEXT COLLATE "C" NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "currency" TEXT COLLATE "C" NOT NULL,
    "amount" NUMERIC NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "money_movement_pkey" PRIMARY KEY ("event_id")
);
CREATE INDEX "money_movement_at_idx" ON "money_movement"("at");

CREATE TABLE "sales_figure" (
    "scope" TEXT COLLATE "C" NOT NULL,
    "span" TEXT COLLATE "C" NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "channel" TEXT COLLATE "C" NOT NULL,
    "currency" TEXT COLLATE "C" NOT NULL,
    "country" TEXT COLLATE "C" NOT NULL,
    "gross" NUMERIC NOT NULL,
    "cancelled" NUMERIC NOT NULL,
    "captured" NUMERIC NOT NULL,
    "refunded" NUMERIC NOT NULL,
    "orders" BIGINT NOT NULL,
    "net_orders" BIGINT NOT NULL,
    "touched_orders" BIGINT NOT NULL,
    "new_buyers" BIGINT NOT NULL,
    "units" BIGINT NOT NULL,
    "net_units" BIGINT NOT NULL,

    CONSTRAINT "sales_figure_pkey" PRIMARY KEY ("scope","span","starts_at","channel","currency","country")
);

CREATE TABLE "variant_figure" (
    "span" TEXT COLLATE "C" NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "variant_id" TEXT COLLATE "C" NOT NULL,
    "channel" TEXT COLLATE "C" NOT NULL,
    "currency" TEXT COLLATE "C" NOT NULL,
    "country" TEXT COLLATE "C" NOT NULL,
    "revenue" NUMERIC NOT NULL,
    "net_units" BIGINT NOT NULL,
    "orders" BIGINT NOT NULL,

    CONSTRAINT "variant_figure_pkey" PRIMARY KEY ("span","starts_at","variant_id","channel","currency","country")
);

-- How current the figures are: one row.
CREATE TABLE "freshness" (
    "one" BOOLEAN NOT NULL DEFAULT true,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "lag_ms" INTEGER NOT NULL,

    CONSTRAINT "freshness_pkey" PRIMARY KEY ("one"),
    CONSTRAINT "freshness_one" CHECK ("one")
);
