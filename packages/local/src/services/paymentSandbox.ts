import { join } from "node:path";
import { type Environment, root } from "../env.ts";
import { folders } from "../launcher/folders.ts";
import type { LocalPorts } from "../launcher/ports.ts";
import { keptSecret } from "../settings/keys.ts";
import { startChild } from "./child.ts";

/** What the payments service has to know of the sandbox. */
export interface SandboxAccess {
  readonly settings: Environment;
  /** Where a person looks at what the sandbox did; null when it is somebody else's. */
  readonly page: string | null;
}

/**
 * Starts the payment provider that everything is tried out with: a program of its own, which knows nothing of the
 * shop but where its webhooks go. With an address of your own in the settings none is started.
 */
export async function startPaymentSandbox(
  stack: AsyncDisposableStack,
  env: Environment,
  ports: LocalPorts,
  died: (sentence: string) => void,
): Promise<SandboxAccess> {
  if (env["PAYMENT_SANDBOX_URL"]) return { settings: {}, page: null };
  const key = await keptSecret(folders.keys, "paymentSandbox");
  const secret = await keptSecret(folders.keys, "paymentSandboxWebhooks");
  const url = `http://127.0.0.1:${ports.paymentSandbox}`;
  const webhook = `http://127.0.0.1:${ports.api["payments"]}/webhooks/sandbox`;
  const port = ports.paymentSandbox;
  const child = stack.use(
    startChild({
      title: "The payment sandbox",
      main: join(root, "packages", "payment-sandbox", "src", "main.ts"),
      args: [
        ...["--port", String(port), "--data", folders.paymentSandbox, "--webhook", webhook],
        // A secret may begin with a dash.
        ...[`--key=${key}`, `--secret=${secret}`],
      ],
      env: { PATH: env["PATH"] },
      port,
      quiet: true,
      died,
    }),
  );
  await child.ready;
  const settings = {
    PAYMENT_SANDBOX_URL: url,
    PAYMENT_SANDBOX_KEY: key,
    PAYMENT_SANDBOX_WEBHOOK_SECRET: secret,
  };
  return { settings, page: `${url}/` };
}
