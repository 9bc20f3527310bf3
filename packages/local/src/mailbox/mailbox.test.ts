import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMailbox } from "./index.ts";
import { mailStore } from "./mailStore.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "madang-mails-"));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Says what a mail server says, and gives the code of its last answer, or "closed" when it hangs up instead. */
function send(smtpUrl: string, mail: string): Promise<string> {
  const lines = ["EHLO shop", "MAIL FROM:<shop@example.com>", "RCPT TO:<ada@example.com>", "DATA", `${mail}\r\n.`];
  const { promise, resolve } = Promise.withResolvers<string>();
  const { hostname, port } = new URL(smtpUrl);
  const socket = connect(Number(port), hostname);
  let heard = "";
  socket.on("data", (chunk) => {
    heard += chunk;
    const last = /(?:^|\n)(\d{3}) [^\n]*\n$/.exec(heard);
    if (!last) return;
    heard = "";
    const line = lines.shift();
    if (line !== undefined) socket.write(`${line}\r\n`);
    else {
      resolve(last[1] ?? "");
      socket.end();
    }
  });
  socket.on("close", () => resolve("closed")).on("error", () => resolve("closed"));
  return promise;
}

const mail = (subject: string) =>
  [
    "From: shop@example.com",
    "To: ada@example.com",
    `Subject: ${subject}`,
    "Message-ID: <one@example.com>",
    "Content-Type: text/html; charset=utf-8",
    "",
    "<p>Thank you, <script>alert(1)</script>Ada</p>",
  ].join("\r\n");

describe("the mail box", () => {
  it("keeps mails over a restart, the newest first", async () => {
    const folder = join(dir, "kept");
    const first = await startMailbox({ smtpPort: 0, httpPort: 0, dir: folder });
    expect(await send(first.smtpUrl, mail("First"))).toBe("250");
    expect(await send(first.smtpUrl, mail("=?utf-8?B?7KO866y4?="))).toBe("250");
    await first.stop();

    await using second = await startMailbox({ smtpPort: 0, httpPort: 0, dir: folder });
    const mails = await second.mails();
    expect(mails.map(({ subject, to, messageId }) => ({ subject, to, messageId }))).toEqual([
      { subject: "주문", to: ["ada@example.com"], messageId: "<one@example.com>" },
      { subject: "First", to: ["ada@example.com"], messageId: "<one@example.com>" },
    ]);
  });

  it("lists a hundred mails at a time, however many there are", async () => {
    const folder = join(dir, "many");
    const store = mailStore(folder);
    for (let i = 1; i <= 201; i += 1) await store.add(Buffer.from(mail(`Mail ${i}.`)));
    await using box = await startMailbox({ smtpPort: 0, httpPort: 0, dir: folder });
    const page = async (path: string) => {
      const html = await (await fetch(new URL(path, box.pageUrl))).text();
      const of = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, found]) => found);
      return { subjects: of(/>Mail (\d+)\.</g), links: of(/href="\/\?skip=(\d+)"/g), said: of(/<p>(\w+[^<]*) </g) };
    };
    const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => String(first - i));
    expect(await page("/")).toEqual({ subjects: from(201, 100), links: ["100"], said: ["1 to 100 of 201"] });
    expect(await page("/?skip=100")).toEqual({
      ...{ subjects: from(101, 100), links: ["0", "200"], said: ["101 to 200 of 201"] },
    });
    expect(await page("/?skip=200")).toEqual({ subjects: ["1"], links: ["100"], said: ["201 to 201 of 201"] });
    expect(await page("/?skip=300")).toEqual({ subjects: [], links: ["200"], said: ["None of 201"] });
    expect((await page("/?skip=-1")).subjects).toEqual(from(201, 100));
  });

  it("shows a mail without running anything in it", async () => {
    await using box = await startMailbox({ smtpPort: 0, httpPort: 0, dir: join(dir, "shown") });
    await send(box.smtpUrl, mail("<img src=x onerror=alert(1)>"));
    const [{ id } = { id: "" }] = await box.mails();

    const list = await (await fetch(box.pageUrl)).text();
    expect(list).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(list).not.toContain("<img");
    const html = await fetch(`${box.pageUrl}mails/${id}/html`);
    expect(html.headers.get("content-security-policy")).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    );
  });

  it("answers only to names of this machine", async () => {
    await using box = await startMailbox({ smtpPort: 0, httpPort: 0, dir: join(dir, "local") });
    const { port } = new URL(box.pageUrl);
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = connect(Number(port), "127.0.0.1", () =>
      socket.write("GET / HTTP/1.1\r\nHost: shop.example:80\r\n\r\n"),
    );
    socket.once("data", (answer) => {
      resolve(String(answer).slice(0, 12));
      socket.destroy();
    });
    expect(await promise).toBe("HTTP/1.1 403");
  });

  it.each([["../../../../etc/passwd"], ["..%2f..%2fsecret"], ["000000000000000-x"]])(
    "has no mail named %s",
    async (id) => {
      await using box = await startMailbox({ smtpPort: 0, httpPort: 0, dir: join(dir, "names") });
      expect((await fetch(`${box.pageUrl}mails/${encodeURIComponent(id)}`)).status).toBe(404);
    },
  );

  it("fails as it is told to, and keeps only what it took", async () => {
    await using box = await startMailbox({ smtpPort: 0, httpPort: 0, dir: join(dir, "faults") });
    box.faults.refuse = "temporary";
    expect(await send(box.smtpUrl, mail("Later"))).toBe("451");
    box.faults.refuse = "permanent";
    expect(await send(box.smtpUrl, mail("Never"))).toBe("550");
    box.faults.refuse = undefined;
    box.faults.hangUps = 1;
    expect(await send(box.smtpUrl, mail("Unsaid"))).toBe("closed");
    expect(await send(box.smtpUrl, mail("Said"))).toBe("250");
    expect((await box.mails()).map(({ subject }) => subject)).toEqual(["Said", "Unsaid"]);
  });
});
