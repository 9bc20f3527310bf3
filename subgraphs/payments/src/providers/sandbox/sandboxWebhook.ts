import { createHmac, timingSafeEqual } from "node:crypto";
import { type Provider, webhookToleranceSeconds } from "../provider.ts";
import { sandboxEvent } from "./sandboxPayment.ts";

/** Reads a webhook that the sandbox signed: `sandbox-signature: t=<unix>,v1=<hex of HMAC-SHA-256 of "t.body">`. */
export const sandboxWebhook =
  (secret: string): Provider["verifyWebhook"] =>
  (headers, rawBody, now) => {
    const header = headers["sandbox-signature"];
    const match = typeof header === "string" ? /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) : null;
    const [, seconds = "", signature = ""] = match ?? [];
    if (!match) return null;
    const expected = createHmac("sha256", secret).update(`${seconds}.`).update(rawBody).digest();
    if (!timingSafeEqual(expected, Buffer.from(signature, "hex"))) return null;
    if (now.getTime() / 1_000 - Number(seconds) > webhookToleranceSeconds) return null;
    const event = sandboxEvent.parse(JSON.parse(rawBody.toString("utf8")));
    return { id: event.id, ref: event.payment, type: event.type };
  };
