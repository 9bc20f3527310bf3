-- CreateEnum
CREATE TYPE "mail_status" AS ENUM ('QUEUED', 'SENT', 'FAILED');

-- CreateTable
CREATE TABLE "mail" (
    "id" TEXT COLLATE "C" NOT NULL,
    "message_id" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "subject_id" TEXT COLLATE "C" NOT NULL,
    "template" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "status" "mail_status" NOT NULL DEFAULT 'QUEUED',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "receipt" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "emptied_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "mail_message_id_key" ON "mail"("message_id");

-- CreateIndex
CREATE INDEX "mail_created_at_id_idx" ON "mail"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "mail_recipient_created_at_id_idx" ON "mail"("recipient", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "mail_subject_id_created_at_id_idx" ON "mail"("subject_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "mail_queued" ON "mail"("due_at") WHERE (status = 'QUEUED'::mail_status);

-- CreateIndex
CREATE INDEX "mail_with_text" ON "mail"("created_at") WHERE (emptied_at IS NULL);

ALTER TABLE "mail"
    ADD CONSTRAINT "mail_sent_has_time" CHECK ((status = 'SENT') = (sent_at IS NOT NULL)),
    -- The last line of defence against a header that carries another one.
    ADD CONSTRAINT "mail_headers_are_one_line" CHECK (
        message_id !~ '[[:cntrl:]]' AND recipient !~ '[[:cntrl:]]' AND subject !~ '[[:cntrl:]]');
