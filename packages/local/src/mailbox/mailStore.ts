import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import PostalMime, { type Address, type Email } from "postal-mime";

/** A mail as it came, and what a reader sees of it. */
export interface Mail {
  readonly id: string;
  readonly receivedAt: Date;
  readonly messageId: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface MailStore {
  add(raw: Buffer): Promise<string>;
  /** Newest first. */
  all(): Promise<Mail[]>;
  /** So many of them, behind so many that are newer; reads no others. */
  some(skip: number, limit: number): Promise<MailsPage>;
  find(id: string): Promise<Mail | undefined>;
  clear(): Promise<void>;
}

export interface MailsPage {
  readonly mails: readonly Mail[];
  /** How many there are in all. */
  readonly total: number;
}

const nameOf = /^(\d{15})-[0-9a-f-]{36}\.eml$/;

/** Keeps each mail as a file, so that mails outlive a restart. */
export function mailStore(dir: string): MailStore {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  let last = 0;

  const read = async (file: string): Promise<Mail> => {
    const email = await PostalMime.parse(await readFile(join(dir, file)));
    return mailOf(file, email);
  };
  const files = async () => (await readdir(dir)).filter((file) => nameOf.test(file)).sort();
  const newest = async () => (await files()).reverse();

  return {
    add: async (raw) => {
      // Two mails of one millisecond keep their order.
      last = Math.max(last + 1, Date.now() * 10);
      const file = `${String(last).padStart(15, "0")}-${randomUUID()}.eml`;
      await writeFile(join(dir, `${file}.part`), raw, { mode: 0o600 });
      await rename(join(dir, `${file}.part`), join(dir, file));
      return file.replace(".eml", "");
    },
    all: async () => Promise.all((await newest()).map(read)),
    some: async (skip, limit) => {
      const found = await newest();
      return { mails: await Promise.all(found.slice(skip, skip + limit).map(read)), total: found.length };
    },
    find: async (id) => {
      const file = `${id}.eml`;
      return nameOf.test(file) && (await files()).includes(file) ? read(file) : undefined;
    },
    clear: async () => {
      for (const file of await files()) await rm(join(dir, file), { force: true });
    },
  };
}

function mailOf(file: string, email: Email): Mail {
  return {
    id: file.replace(".eml", ""),
    receivedAt: new Date(Math.floor(Number(nameOf.exec(file)?.[1]) / 10)),
    messageId: email.messageId,
    from: addresses(email.from ? [email.from] : []).join(", "),
    to: addresses(email.to ?? []),
    subject: email.subject ?? "",
    text: email.text ?? "",
    html: email.html ?? "",
    headers: Object.fromEntries(email.headers.map(({ key, value }) => [key, value])),
  };
}

function addresses(list: readonly Address[]): string[] {
  return list.flatMap((entry) =>
    entry.group ? entry.group.map(({ address }) => address ?? "") : [entry.address ?? ""],
  );
}
