import { randomUUID } from "node:crypto";
import { accountRegistered, orderCancelled, orderPlaced, registrationRepeated } from "@madang/events";
import type { Mailbox } from "@madang/local";
import { newId } from "@madang/service-kit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startAttempt } from "../actions/startAttempt.ts";
import { messageIdOf } from "../domain/mail.ts";
import { aMailbox, anAccount, anOrder, hears, mailOf, type Office, openOffice } from "../fixtures.ts";

describe("a mail", () => {
  let box: Mailbox;
  let office: Office;
  beforeAll(async () => {
    box = await aMailbox();
    office = await openOffice(box.smtpUrl);
  });
  afterAll(async () => {
    await office[Symbol.asyncDispose]();
    await box.stop();
  });
  beforeEach(() => box.clear());

  it("goes out once for an event that arrives three times, under the event's own Message-ID", async () => {
    const account = anAccount();
    const id = await hears(office, accountRegistered, account);
    await mailOf(office, id, { status: "SENT", attempts: 1, lastError: null, subjectId: account.accountId });
    await hears(office, accountRegistered, account, id);
    await hears(office, accountRegistered, account, id);
    const after = await hears(office, registrationRepeated, account);
    await mailOf(office, after, { status: "SENT" });

    const [repeated, welcome, ...more] = await box.mails();
    expect(more).toEqual([]);
    expect(welcome).toMatchObject({
      from: "shop@madang.example",
      to: ["ada@example.com"],
      subject: "Welcome to Madang",
      messageId: messageIdOf({ eventId: id, template: "welcome", recipient: "ada@example.com" }, "madang.example"),
    });
    expect(welcome?.headers).toMatchObject({ "auto-submitted": "auto-generated", "content-language": "en" });
    expect(welcome?.text).toContain("Hello Ada Lovelace,");
    expect(welcome?.html).toContain("<p>Hello Ada Lovelace,</p>");
    expect(repeated?.subject).toBe("You already have an account at Madang");
  });

  it("tells of an order in the buyer's language, with the amounts of the event", async () => {
    const order = anOrder({ locale: "ko-KR", currency: "KRW", number: "K7QX" });
    const placed = await hears(office, orderPlaced, order);
    await mailOf(office, placed, { status: "SENT", template: "order-placed", locale: "ko" });
    const cancelled = { ...order, cancelledAt: new Date(), reason: null, whole: true, cancelled: null };
    await mailOf(office, await hears(office, orderCancelled, cancelled), {
      status: "SENT",
      template: "order-cancelled",
    });
    const [second, first] = await box.mails();
    expect(first?.subject).toBe("Madang 주문 K7QX 접수 안내");
    expect(first?.text).toContain("3 × Green tea, 100 g  ₩123,456,789\n합계  ₩123,456,789");
    expect(first?.html).toContain("<strong>₩123,456,789</strong>");
    expect(second?.subject).toBe("Madang 주문 K7QX 취소 안내");
  });

  it("is tried again after a refusal that may pass, and arrives once", async () => {
    box.faults.refuse = "temporary";
    const id = await hears(office, accountRegistered, anAccount());
    await mailOf(office, id, { status: "QUEUED", lastError: expect.stringContaining("451") });
    box.faults.refuse = undefined;
    await mailOf(office, id, { status: "SENT", lastError: null, receipt: expect.stringMatching(/^250/) });
    expect(await box.mails()).toHaveLength(1);
    expect(await office.db.mail.findFirst({ where: { eventId: id } })).toMatchObject({ attempts: expect.any(Number) });
    expect((await office.db.mail.findFirst({ where: { eventId: id } }))?.attempts).toBeGreaterThan(1);
  });

  it("is given up after a refusal for good", async () => {
    box.faults.refuse = "permanent";
    const id = await hears(office, accountRegistered, anAccount());
    await mailOf(office, id, {
      status: "FAILED",
      attempts: 1,
      sentAt: null,
      lastError: expect.stringContaining("550"),
    });
    box.faults.refuse = undefined;
    expect(await box.mails()).toEqual([]);
  });

  // Nobody can tell a lost yes from a lost mail. The second copy has the first one's Message-ID, so readers can.
  it("comes twice under one Message-ID when the server's yes is lost", async () => {
    box.faults.hangUps = 1;
    const id = await hears(office, accountRegistered, anAccount());
    await mailOf(office, id, { status: "SENT", attempts: 2 });
    const [second, first, ...more] = await box.mails();
    expect(more).toEqual([]);
    expect(second?.messageId).toBe(first?.messageId);
  });

  /** A mail that nothing but a job will send for the next ten minutes. */
  async function written() {
    const mailId = newId("mail");
    const recipient = "ada@example.com";
    const dueAt = new Date(Date.now() + 600_000);
    const texts = { subject: "Hello", text: "Hello", html: "<p>Hello</p>", locale: "en", template: "welcome" };
    const about = { eventId: randomUUID(), subjectId: newId("account"), messageId: `<${mailId}@madang.example>` };
    await office.db.mail.create({ data: { id: mailId, recipient, ...texts, ...about, createdAt: new Date(), dueAt } });
    return { mailId, ...about };
  }

  it("goes out by another attempt when whoever made the first one died", async () => {
    const { mailId, eventId } = await written();
    await office.running.service.background.run(startAttempt, { mailId, attempts: 0 });
    await mailOf(office, eventId, { status: "SENT", attempts: 2 });
    expect(await box.mails()).toHaveLength(1);
  });

  it("is broken off before its lease is over by a server that is slow and not silent, and arrives once", async () => {
    // Each answer comes in time, all together do not.
    box.faults.delayMs = 1_600;
    const id = await hears(office, accountRegistered, anAccount());
    await mailOf(office, id, { status: "QUEUED", lastError: expect.stringMatching(/abort/i) });
    box.faults.delayMs = 0;
    await mailOf(office, id, { status: "SENT" });
    expect(await box.mails()).toHaveLength(1);
  });

  it("is handed over once, however many jobs for it had piled up", async () => {
    const { mailId, ...about } = await written();
    const job = { kind: "job", from: "notifications", name: "sendMail", traceparent: null } as const;
    const body = { mailId, attempts: 0 };
    const piled = Array.from({ length: 6 }, () => ({ ...job, body, deliveryId: randomUUID() }));
    await office.running.service.queues.send("notifications", piled);
    await mailOf(office, about.eventId, { status: "SENT", attempts: 1 });
    // Every job is over when one that came after them all is.
    await mailOf(office, await hears(office, accountRegistered, anAccount()), { status: "SENT" });
    expect((await box.mails()).map(({ subject }) => subject)).toEqual(["Welcome to Madang", "Hello"]);
  });

  it("waits for a mail server that is down, and goes out when it is back", async () => {
    const port = Number(new URL(box.smtpUrl).port);
    await box.stop();
    const id = await hears(office, accountRegistered, anAccount());
    await mailOf(office, id, { status: "QUEUED", lastError: expect.stringMatching(/ECONNREFUSED|closed/) });
    box = await aMailbox(port);
    await mailOf(office, id, { status: "SENT" });
    expect(await box.mails()).toHaveLength(1);
  });

  it("is not written to what is no single address", async () => {
    const addresses = [
      "ada@example.com\r\nBcc: eve@example.com",
      "ada@example.com, eve@example.com",
      "Ada <a@b.c>",
      "",
    ];
    for (const email of addresses) {
      const id = await hears(office, accountRegistered, anAccount({ email }));
      await expect
        .poll(() => office.db.kitDeadLetter.findUnique({ where: { id } }), { timeout: 20_000, interval: 50 })
        .toMatchObject({ error: "Refused with InvalidInput.", attempts: 1 });
      expect(await office.db.mail.count({ where: { eventId: id } })).toBe(0);
    }
  });

  it("carries nobody's header, markup or link", async () => {
    const order = anOrder({ number: "1\r\nBcc: eve@example.com", email: "bob@example.com" });
    const [line] = order.lines;
    const lines = [{ ...line, name: `<img src=x onerror="alert(1)">\nX-Evil: 1` }];
    await mailOf(office, await hears(office, orderPlaced, anOrder({ ...order, lines })), { status: "SENT" });
    const name = "Win at https://evil.example <b>";
    await mailOf(office, await hears(office, accountRegistered, anAccount({ name })), { status: "SENT" });
    const [welcome, placed] = await box.mails();
    expect(placed?.to).toEqual(["bob@example.com"]);
    expect(placed?.subject).toBe("Your order 1 Bcc: eve@example.com at Madang");
    expect(Object.keys(placed?.headers ?? {})).not.toContain("bcc");
    expect(placed?.html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt; X-Evil: 1");
    expect(placed?.html).not.toContain("<img");
    expect(welcome?.text).toContain("Hello,\n");
    expect(`${welcome?.text}${welcome?.html}`).not.toContain("evil.example");
  });
});
