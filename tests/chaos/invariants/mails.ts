import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export interface ArrivedMail {
  readonly file: string;
  readonly message_id: string | null;
  /** By the file: the mail box's own clock may be one that is wrong. */
  readonly arrived_at: Date;
}

const known = new Map<string, ArrivedMail>();

/** What lies in the mail box. Files never change, so each is read once. */
export function arrivedMails(dir: string): ArrivedMail[] {
  return readdirSync(dir)
    .filter((file) => file.endsWith(".eml"))
    .map((file) => {
      const mail = known.get(file) ?? read(dir, file);
      known.set(file, mail);
      return mail;
    });
}

function read(dir: string, file: string): ArrivedMail {
  const path = join(dir, file);
  const [head = ""] = readFileSync(path, "utf8").split("\r\n\r\n");
  const found = /^message-id:\s*(<[^>]+>)/im.exec(head.replaceAll(/\r\n[ \t]+/g, " "));
  return { file, message_id: found?.[1] ?? null, arrived_at: statSync(path).mtime };
}
