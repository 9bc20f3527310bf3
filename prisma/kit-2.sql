-- The service kit's tables, second migration: processes that wait, are woken and answered. Linked by each domain, as kit.sql is.

ALTER TABLE "kit_process"
    ADD COLUMN "subject" TEXT,
    ADD COLUMN "answered_at" TIMESTAMPTZ(3),
    ADD COLUMN "woken" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "abort" JSONB;
CREATE INDEX "kit_process_name_subject_idx" ON "kit_process"("name", "subject");
-- A process is saved at every step: no index may stand on what changes then, and there must be room beside it, so that
-- the row can be changed in its place.
CREATE INDEX "kit_process_over" ON "kit_process"("created_at") WHERE (status <> 'RUNNING');
ALTER TABLE "kit_process" SET (fillfactor = 50);
CREATE INDEX "kit_inbox_handled_at_idx" ON "kit_inbox"("handled_at");

-- The time by which a statement goes: the database's, unless a test stopped the clock or put it forward.
CREATE FUNCTION kit_now(stopped TIMESTAMPTZ, ahead_ms DOUBLE PRECISION) RETURNS TIMESTAMPTZ LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(stopped, clock_timestamp() + make_interval(secs => ahead_ms / 1000))
$$;

-- The steps of a process with one of them begun; unchanged when there is no such step.
CREATE FUNCTION kit_begin_step(steps JSONB, step INTEGER, attempt INTEGER, at TIMESTAMPTZ) RETURNS JSONB LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN step < 0 OR steps -> step IS NULL THEN steps ELSE
        jsonb_set(steps, ARRAY[step::text], (steps -> step) || jsonb_build_object(
            'status', 'STARTED',
            'attempts', attempt,
            'startedAt', coalesce(steps -> step ->> 'startedAt', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))) END
$$;
