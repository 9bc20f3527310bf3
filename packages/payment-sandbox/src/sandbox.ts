import { api, type Parts, refusalOut } from "./api.ts";
import { faultSwitches } from "./faults.ts";
import { listen } from "./http.ts";
import { openLedger } from "./ledger.ts";
import { page } from "./page.ts";
import { provider } from "./provider.ts";
import { testApi } from "./testApi.ts";
import { webhooks } from "./webhooks.ts";

export interface Options {
  readonly port: number;
  /** The address to listen on: any but the loopback one is for a network that nobody else is in. */
  readonly host: string;
  readonly data: string;
  readonly webhook: string;
  readonly secret: string;
  readonly key: string;
}

function fatal(error: unknown): never {
  process.stderr.write(`The sandbox ends, because it cannot keep its ledger: ${error}\n`);
  process.exit(1);
}

/** Puts the parts together: the ledger, what is decided on it, who is told, and the doors. */
export async function startSandbox(options: Options) {
  const ledger = await openLedger(options.data, fatal);
  const faults = faultSwitches();
  const hooks = webhooks(ledger, faults, { url: options.webhook, secret: options.secret });
  const look = () => void hooks.look().catch(fatal);
  const made = provider(ledger, () => new Date(), look);
  let url = "";
  const parts: Parts = { ledger, provider: made, faults, key: options.key, base: () => url };

  const routes = [...api(parts), ...testApi(parts, hooks.pending), ...page(parts)];
  const server = await listen(options, routes, (refusal) => refusalOut(refusal, parts));
  url = `http://127.0.0.1:${server.port}`;
  const expiring = setInterval(made.expireLate, 1_000);
  look();

  const close = async () => {
    clearInterval(expiring);
    await server.close();
    await hooks.close();
    await ledger.close();
  };
  return { url, close };
}
