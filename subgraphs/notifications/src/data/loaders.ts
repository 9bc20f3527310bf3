import DataLoader from "dataloader";
import type { Loading } from "../context.ts";
import type { MailRow } from "./mails.ts";

export const loaders = ({ db }: Loading) => ({
  mail: new DataLoader<string, MailRow | null>(async (ids) => {
    const rows = await db.mail.findMany({ where: { id: { in: [...ids] } } });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  }),
});
