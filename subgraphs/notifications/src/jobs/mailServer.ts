import { createTransport } from "nodemailer";

export interface MailServerSettings {
  readonly SMTP_URL: string;
  readonly SMTP_CONNECTIONS: number;
  readonly SMTP_TIMEOUT_MS: number;
  readonly MAIL_LEASE_MS: number;
}

/** Who mails are from. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** A mail ready to go. */
export interface Outgoing {
  readonly messageId: string;
  readonly recipient: string;
  readonly locale: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What the server said; `final` means that saying it again would change nothing. */
export type Answer = { readonly taken: true; readonly receipt: string } | Refusal;
export type Refusal = { readonly taken: false; readonly final: boolean; readonly error: string };

export interface MailServer {
  send(mail: Outgoing): Promise<Answer>;
  close(): Promise<void>;
}

/** The way to the mail server: a few connections, opened when there is something to send. */
export function openMailServer(settings: MailServerSettings, from: Sender): MailServer {
  const { SMTP_URL, SMTP_CONNECTIONS, SMTP_TIMEOUT_MS, MAIL_LEASE_MS } = settings;
  const transport = createTransport({
    pool: true,
    url: SMTP_URL,
    maxConnections: SMTP_CONNECTIONS,
    // Trying again is ours, so that every attempt is counted and none is made behind our back.
    maxRequeues: 0,
    connectionTimeout: SMTP_TIMEOUT_MS,
    greetingTimeout: SMTP_TIMEOUT_MS,
    socketTimeout: SMTP_TIMEOUT_MS,
    dnsTimeout: SMTP_TIMEOUT_MS,
    idleTimeout: SMTP_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ recipient, locale, ...mail }) => {
      try {
        const { response } = await transport.sendMail({
          ...mail,
          from,
          // An object is one address, whatever stands in it; a text would be read as a list.
          to: { name: "", address: recipient },
          envelope: { from: from.address, to: [recipient] },
          headers: { "Content-Language": locale, "Auto-Submitted": "auto-generated" },
          // Waiting for a connection counts, and a server that is slow without being silent. The next attempt is only
          // made when the lease is over.
          signal: AbortSignal.timeout(Math.ceil(MAIL_LEASE_MS * 0.75)),
        });
        return { taken: true, receipt: response.slice(0, 200) };
      } catch (error) {
        return refusalOf(error);
      }
    },
    close: async () => transport.close(),
  };
}

/** Only a 5xx to this very mail is final: not one to our greeting or password, which somebody will put right. */
function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error)) return { taken: false, final: false, error: String(error) };
  const code = "code" in error ? error.code : undefined;
  const answered = "responseCode" in error && typeof error.responseCode === "number" ? error.responseCode : 0;
  const ours = code === "EENVELOPE" || code === "EMESSAGE";
  const final = ours && answered >= 500 && ![530, 535, 538].includes(answered);
  return { taken: false, final, error: error.message.replace(/\p{Cc}+/gu, " ").slice(0, 500) };
}
