import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface ArrivedMail {
  readonly file: string;
  readonly message_id: string | null;
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
  const [head = ""] = readFileSync(join(dir, file), "utf8").split("\r\n\r\n");
  const found = /^message-id:\s*(<[^>]+>)/im.exec(head.replaceAll(/\r\n[ \t]+/g, " "));
  return { file, message_id: found?.[1] ?? null };
}
