import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Mailbox, startMailbox } from "@madang/local";
import { type DataOf, type EventDefinition, newId, toJson } from "@madang/service-kit";
import { startTestSubgraph } from "@madang/testkit";
import { expect } from "vitest";
import { notifications } from "./subgraph.ts";

export type Office = Awaited<ReturnType<typeof openOffice>>;

/** A real mail server with its mail box; at a port of its own unless one is given. */
export async function aMailbox(smtpPort = 0): Promise<Mailbox> {
  const dir = await mkdtemp(join(tmpdir(), "madang-mails-"));
  const box = await startMailbox({ smtpPort, httpPort: 0, dir });
  const stop = async () => {
    await box.stop();
    await rm(dir, { recursive: true, force: true });
  };
  return { ...box, stop, [Symbol.asyncDispose]: stop };
}

/** The notifications with worker and mail server, which tries again after 10 milliseconds. */
export const openOffice = (smtpUrl: string) =>
  startTestSubgraph(notifications, {
    role: "all",
    env: { SMTP_URL: smtpUrl, MAIL_RETRY_MS: "10", SMTP_TIMEOUT_MS: "2000", MAIL_LEASE_MS: "4000" },
  });

/** Has an event arrive through the queue; again, when the id is one that arrived before. */
export async function hears<E extends EventDefinition>(
  office: Office,
  event: E,
  data: DataOf<E>,
  id: string = randomUUID(),
) {
  const [publisher = ""] = event.type.split(".");
  const envelope = {
    specversion: "1.0",
    id,
    source: `/madang/${publisher}`,
    type: event.type,
    subject: event.subject(data),
    time: new Date().toISOString(),
    datacontenttype: "application/json",
    sequence: 1,
    schemaversion: event.version,
    data: JSON.parse(toJson(data)),
  };
  const message = { kind: "event", from: publisher, name: event.type, body: envelope, traceparent: null } as const;
  const { queues } = office.running.service;
  await expect.poll(() => queues.connected, { timeout: 20_000 }).toBe(true);
  await queues.send("notifications", [{ ...message, deliveryId: randomUUID() }]);
  return id;
}

/** Waits until the one mail about an event is as wanted, and gives it. */
export const mailOf = (office: Office, eventId: string, wanted: object) =>
  expect
    .poll(() => office.db.mail.findFirst({ where: { eventId } }), { timeout: 20_000, interval: 50 })
    .toMatchObject(wanted);

export const anAccount = (more: object = {}) => ({
  accountId: newId("account"),
  email: "ada@example.com",
  name: "Ada Lovelace",
  locale: "en-GB",
  ...more,
});

export const anOrder = (more: object = {}) => ({
  orderId: newId("order"),
  number: "K7QX-2M4P",
  accountId: null,
  email: "ada@example.com",
  locale: "en",
  channel: "default",
  currency: "GBP",
  country: "GB",
  totalMinor: 123_456_789n,
  lines: [
    {
      lineId: newId("order_line"),
      variantId: newId("product_variant"),
      sku: "TEA-1",
      name: "Green tea, 100 g",
      quantity: 3,
      unitPriceMinor: 41_152_263n,
      totalMinor: 123_456_789n,
      discountMinor: 0n,
      taxMinor: 0n,
      shippingMinor: 0n,
    },
  ],
  placedAt: new Date("2026-11-20T09:30:00Z"),
  ...more,
});

export const aRefund = (more: object = {}) => ({
  orderId: newId("order"),
  key: "cancel-1",
  number: "K7QX-2M4P",
  email: "ada@example.com",
  locale: "en",
  currency: "GBP",
  amountMinor: 1_349n,
  reason: null,
  at: new Date("2026-11-21T09:30:00Z"),
  ...more,
});

export const aCart = (more: object = {}) => ({
  cartId: newId("cart"),
  accountId: newId("account"),
  email: "ada@example.com",
  locale: "en",
  lines: [
    { variantId: newId("product_variant"), name: "Green tea, 100 g", quantity: 3 },
    { variantId: newId("product_variant"), name: "Cup", quantity: 1 },
  ],
  updatedAt: new Date("2026-11-20T09:30:00Z"),
  ...more,
});
