import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";
import { portOf } from "../launcher/listening.ts";
import type { MailStore } from "./mailStore.ts";

/** Switches that make the server behave as badly as a real one may. */
export interface MailFaults {
  /** `temporary` answers 451, which is worth trying again; `permanent` answers 550. */
  refuse: "temporary" | "permanent" | undefined;
  /** How long it takes to answer to a mail's sender, to its recipient, and to its text. */
  delayMs: number;
  /** Takes the mail and then breaks the connection instead of saying so, as many times as this. */
  hangUps: number;
}

const largest = 10 * 1024 * 1024;
const answers = {
  temporary: { responseCode: 451, message: "Try again later" },
  permanent: { responseCode: 550, message: "There is no such mailbox" },
  tooLarge: { responseCode: 552, message: "The mail is too large" },
} as const;

/** An SMTP server on the loopback address that keeps whatever it is sent. */
export async function startSmtp(port: number, store: MailStore, faults: MailFaults) {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    disableReverseLookup: true,
    size: largest,
    onMailFrom: (_address, _session, callback) => void slowly().then(() => callback()),
    onRcptTo: (_address, _session, callback) => void slowly().then(() => callback()),
    onData: (stream, session, callback) => {
      receive(stream).then(
        (dropped) => {
          if (!dropped) return callback();
          // What a client sees of a server that dies between keeping the mail and saying so.
          for (const client of server.connections) if (client.session.id === session.id) client.close();
        },
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  // A client that goes away in mid-mail is its own business, and it will send again.
  server.on("error", () => undefined);

  const slowly = async () => {
    if (faults.delayMs > 0) await sleep(faults.delayMs);
  };

  async function receive(stream: SMTPServerDataStream): Promise<boolean> {
    const raw = await buffer(stream);
    await slowly();
    if (faults.refuse) throw refusal(answers[faults.refuse]);
    if (stream.sizeExceeded) throw refusal(answers.tooLarge);
    await store.add(raw);
    if (faults.hangUps <= 0) return false;
    faults.hangUps -= 1;
    return true;
  }

  const listening = server.listen(port, "127.0.0.1");
  await once(listening, "listening");
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port: portOf(listening.address()), stop };
}

function refusal({ message, responseCode }: { readonly message: string; readonly responseCode: number }): Error {
  return Object.assign(new Error(message), { responseCode });
}
