import type { Tx } from "./database.ts";

export interface Webhook {
  readonly provider: string;
  readonly id: string;
}

/** Keeps a webhook's id; false when it was kept before. One that is being handled elsewhere is waited for. */
export async function isFirstTime(tx: Tx, { provider, id }: Webhook, now: Date): Promise<boolean> {
  const kept = await tx.$executeRaw`
    INSERT INTO webhook_seen (provider, id, seen_at) VALUES (${provider}, ${id}, ${now}::timestamptz)
    ON CONFLICT DO NOTHING`;
  return kept === 1;
}

/** Forgets webhooks whose signatures are long too old to be taken. */
export const forgetWebhooks = (tx: Tx, before: Date) =>
  tx.webhookSeen.deleteMany({ where: { seenAt: { lt: before } } });
