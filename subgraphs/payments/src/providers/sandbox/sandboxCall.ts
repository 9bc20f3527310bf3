import { Agent, request } from "undici";
import { callTimeoutMs, ProviderUnavailable } from "../provider.ts";

export interface SandboxSettings {
  readonly url: string;
  readonly key: string;
  readonly webhookSecret: string;
}

interface Asked {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: object;
  readonly idempotencyKey?: string;
}

/** Asks the sandbox once. An answer is one that says yes or no; all else is `ProviderUnavailable`. */
export function sandboxCalls({ url, key }: SandboxSettings) {
  const agent = new Agent({ connections: 64, keepAliveTimeout: 10_000 });

  const call = async ({ method, path, body, idempotencyKey }: Asked) => {
    const what = `${method} ${path.split("?")[0]}`;
    try {
      const response = await request(new URL(path, url), {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body ? { "content-type": "application/json" } : {}),
          ...(idempotencyKey ? { "idempotency-key": idempotencyKey } : {}),
        },
        body: body ? JSON.stringify(body) : null,
        signal: AbortSignal.timeout(callTimeoutMs),
        dispatcher: agent,
      });
      const json: unknown = JSON.parse(await response.body.text());
      // A key that is not taken, or one used for something else, is put right by people; nothing was refused for good.
      if (response.statusCode < 500 && ![401, 403, 409, 429].includes(response.statusCode))
        return { status: response.statusCode, json };
      throw new ProviderUnavailable("sandbox", `${what} answered ${response.statusCode}`);
    } catch (error) {
      if (error instanceof ProviderUnavailable) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new ProviderUnavailable("sandbox", `${what}: ${reason}`, error);
    }
  };
  return { call, close: () => agent.close() };
}
