-- The service kit's tables; prisma/kit.prisma describes them. Each domain's first migration is a link to this file.

CREATE TABLE "kit_event" (
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "schema_version" INTEGER NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "traceparent" TEXT,
    "data" JSONB NOT NULL,

    CONSTRAINT "kit_event_pkey" PRIMARY KEY ("id", "time")
) PARTITION BY RANGE ("time");
CREATE INDEX "kit_event_subject_sequence_idx" ON "kit_event"("subject", "sequence");
-- Months get partitions of their own ahead of time; this one takes what falls outside them, so nothing is refused.
CREATE TABLE "kit_event_default" PARTITION OF "kit_event" DEFAULT;

CREATE FUNCTION kit_add_event_partition(month DATE) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    starts DATE := date_trunc('month', month);
    name TEXT := 'kit_event_' || to_char(starts, 'YYYY_MM');
BEGIN
    IF to_regclass(quote_ident(name)) IS NULL THEN
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF kit_event FOR VALUES FROM (%L) TO (%L)',
            name, starts::timestamp AT TIME ZONE 'UTC', (starts + INTERVAL '1 month')::timestamp AT TIME ZONE 'UTC');
    END IF;
END $$;

CREATE TABLE "kit_subject" (
    "subject" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "kit_subject_pkey" PRIMARY KEY ("subject")
);

CREATE TABLE "kit_delivery" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "traceparent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "kit_delivery_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "kit_delivery_open" ON "kit_delivery"("due_at") WHERE (done_at IS NULL);
CREATE INDEX "kit_delivery_done" ON "kit_delivery"("done_at") WHERE (done_at IS NOT NULL);

CREATE TABLE "kit_inbox" (
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "handled_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "kit_inbox_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "kit_dead_letter" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "error" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "failed_at" TIMESTAMPTZ(3) NOT NULL,
    "replayed_at" TIMESTAMPTZ(3),

    CONSTRAINT "kit_dead_letter_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "kit_dead_letter_failed_at_idx" ON "kit_dead_letter"("failed_at");

CREATE TABLE "kit_idempotency" (
    "owner" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "kit_idempotency_pkey" PRIMARY KEY ("owner", "action", "key")
);
CREATE INDEX "kit_idempotency_created_at_idx" ON "kit_idempotency"("created_at");

CREATE TABLE "kit_process" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "key" TEXT,
    "input_hash" TEXT NOT NULL,
    "viewer" JSONB NOT NULL,
    "state" JSONB NOT NULL,
    "steps" JSONB NOT NULL,
    "step" INTEGER NOT NULL DEFAULT 0,
    "direction" TEXT NOT NULL DEFAULT 'FORWARD',
    "status" TEXT NOT NULL DEFAULT 'RUNNING',
    "problem" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "lease" UUID,
    "traceparent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "kit_process_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "kit_process_name_owner_key_key" ON "kit_process"("name", "owner", "key");
CREATE INDEX "kit_process_due" ON "kit_process"("due_at") WHERE (status = 'RUNNING');
