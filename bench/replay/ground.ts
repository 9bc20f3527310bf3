import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { text as textOf } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { readSupergraphConfig } from "@madang/contracts";
import { localPorts } from "@madang/local";
import { z } from "zod";
import { type Databases, owedDeliveries } from "../databases.ts";
import { root, track } from "../shop.ts";
import { basketsOf } from "./baskets.ts";
import { allCountries } from "./countries.ts";
import type { Graph, Headers } from "./graph.ts";
import type { Invoice } from "./invoices.ts";
import type { Journal } from "./journal.ts";

/**
 * What differs from a shop in service. Everybody comes from one address here, and thousands register within minutes:
 * limits are lifted and passwords hashed as cheaply as can be set. Nothing of what an order does is.
 */
export const settings = {
  RATE_LIMIT_ANONYMOUS: "10000000",
  RATE_LIMIT_ACCOUNT: "10000000",
  ATTEMPTS_PER_CLIENT: "1000000",
  ATTEMPTS_PER_ACCOUNT: "1000000",
  PASSWORD_MEMORY_KIB: "1024",
  PASSWORD_PASSES: "1",
  ACCESS_TOKEN_MINUTES: "60",
};

/** Where the sandbox listens, and the key that it was started with. */
export function sandboxOf(home: string, base: number): { readonly url: string; readonly key: string } {
  const file = join(home, ".madang", "keys", "paymentSandbox.secret");
  const { paymentSandbox } = localPorts(readSupergraphConfig(), base);
  return { url: `http://127.0.0.1:${paymentSandbox}`, key: existsSync(file) ? readFileSync(file, "utf8").trim() : "" };
}

/** Brings the file's products in, has the shop deliver wherever its invoices went; gives the variants by SKU. */
export async function prepareCatalogue(
  databases: Databases,
  file: string,
  rejects: string,
): Promise<Map<string, string>> {
  const catalog = databases.of("catalog");
  // Channels have no mutation: they are the operator's.
  await catalog.query("UPDATE channel SET countries = $1 WHERE code = 'default' AND countries <> $1", [allCountries]);
  await runImport(databases.url("catalog"), file, rejects);
  const { rows } = await catalog.query<{ id: string; sku: string }>("SELECT id, upper(sku) AS sku FROM variant");
  while ((await owedDeliveries(databases)) > 0) await sleep(200);
  return new Map(rows.map(({ id, sku }) => [sku, id]));
}

async function runImport(url: string, file: string, rejects: string): Promise<void> {
  const command = join(root, "subgraphs", "catalog", "src", "commands", "importCatalog.ts");
  const child = spawn(process.execPath, [command, file, "--map", "retail", "--rejects", rejects], {
    env: { ...process.env, DATABASE_URL_CATALOG: url },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const complaints = textOf(child.stderr);
  if ((await track(child)) !== 0) throw new Error(`The import failed: ${await complaints}`);
}

const receive = `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) {
  __typename ... on Problem { code } } }`;
const received = z.object({ adjustStock: z.object({ __typename: z.string(), code: z.string().optional() }) });
const atOnce = 8;
const mostPieces = 1_000_000;

/** Receives as many pieces of everything as the invoices ask for, once, and notes the stock that the replay begins with. */
export async function receiveGoods(
  { graph, databases, journal }: { readonly graph: Graph; readonly databases: Databases; readonly journal: Journal },
  invoices: readonly Invoice[],
  variants: ReadonlyMap<string, string>,
  staff: Headers,
): Promise<void> {
  if (journal.of("stocked").length > 0) return;
  const wanted = new Map<string, number>();
  for (const invoice of invoices.filter(({ number }) => !number.startsWith("C")))
    for (const { variantId, quantity } of basketsOf(invoice, variants).baskets.flatMap(({ lines }) => lines))
      wanted.set(variantId, (wanted.get(variantId) ?? 0) + quantity);
  const deliveries = [...wanted];
  const dock = async () => {
    for (let next = deliveries.pop(); next; next = deliveries.pop()) {
      const [variantId, pieces] = next;
      const delta = Math.min(pieces, mostPieces);
      const input = { variantId, delta, reason: "Goods received", idempotencyKey: `replay-${variantId}` };
      const { adjustStock } = await graph.ask(receive, { input }, received, staff);
      if (adjustStock.code) throw new Error(`${variantId} cannot be received: ${adjustStock.code}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, dock));
  const { rows } = await databases
    .of("inventory")
    .query<{ id: string; held: number }>(
      "SELECT variant_id AS id, sum(on_hand)::int AS held FROM stock_level GROUP BY 1",
    );
  journal.add({ type: "stocked", onHand: Object.fromEntries(rows.map(({ id, held }) => [id, held])) });
}
