import { startMailPage } from "./mailPage.ts";
import { type Mail, mailStore } from "./mailStore.ts";
import { type MailFaults, startSmtp } from "./smtp.ts";

export type { Mail, MailFaults };

export interface MailboxOptions {
  /** 0 takes a free one. */
  readonly smtpPort: number;
  /** 0 takes a free one. */
  readonly httpPort: number;
  /** Where the mails are kept; made when it is missing. */
  readonly dir: string;
}

export interface Mailbox extends AsyncDisposable {
  readonly smtpUrl: string;
  readonly pageUrl: string;
  readonly faults: MailFaults;
  /** Newest first. */
  mails(): Promise<Mail[]>;
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a real SMTP server that keeps its mails, and the page that shows them. */
export async function startMailbox({ smtpPort, httpPort, dir }: MailboxOptions): Promise<Mailbox> {
  const store = mailStore(dir);
  const faults: MailFaults = { refuse: undefined, delayMs: 0, hangUps: 0 };
  const smtp = await startSmtp(smtpPort, store, faults);
  try {
    const page = await startMailPage(httpPort, store);
    const stop = async () => {
      await Promise.all([smtp.stop(), page.stop()]);
    };
    return {
      smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
      pageUrl: `http://127.0.0.1:${page.port}/`,
      faults,
      mails: store.all,
      clear: store.clear,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await smtp.stop();
    throw error;
  }
}
