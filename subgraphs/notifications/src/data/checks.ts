import type { Check, Finding } from "@madang/service-kit";
import type { Db } from "./database.ts";

/** What has to be true of mails. */
export const checks: readonly Check<Db>[] = [
  {
    name: "mails-go-out",
    description: "No mail waits to be sent for over 15 minutes.",
    find: (db, now) => db.$queryRaw<Finding[]>`
      SELECT id AS subject,
        format('%s about %s waits since %s, tried %s times: %s', template, subject_id,
          to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), attempts, coalesce(last_error, 'no error'))
          AS detail
      FROM mail
      WHERE status = 'QUEUED' AND created_at < ${now}::timestamptz - INTERVAL '15 minutes'
      ORDER BY created_at LIMIT 100`,
  },
];
