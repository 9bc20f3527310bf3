import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Bench } from "../measure.ts";
import { lantern, operation } from "../operations.ts";
import { type Data, openShop, type Shop, temporaryFolder } from "../shop.ts";
import { type Collector, type Span, startCollector } from "./collector.ts";

const consumer = 5;

/** The SQL statements of each operation through the router, transaction control aside, as the services' traces tell. */
export const benchStatements: Bench = async (say) => {
  using home = temporaryFolder();
  await using collector = await startCollector();
  await using shop = await openShop({
    home: home.path,
    processes: false,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_BSP_SCHEDULE_DELAY: "200" },
  });
  const input = await order(shop);
  const operations: [title: string, name: string, variables: () => Promise<object> | object][] = [
    ["product page", "productPage", () => ({ slug: lantern })],
    ["list of 1", "browseProducts", () => ({ first: 1 })],
    ["list of 20", "browseProducts", () => ({ first: 20 })],
    ["search", "searchProducts", () => ({ search: "lantern" })],
    ["add to cart", "addToCart", async () => ({ input: { variantId: await variant(shop), quantity: 1 } })],
    ["place order", "placeOrder", input],
  ];
  const rows: string[][] = [];
  for (const [title, name, variables] of operations) {
    const document = operation(name);
    // The first asks for what is then kept: keys, channels, plans.
    await shop.ask(document, await variables());
    const spans = await traced(shop, collector, document, await variables());
    const sql = spans.filter(({ name }) => name.startsWith("sql "));
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const later = sql.filter((span) => isLater(span, byId));
    const answered = sql.filter((span) => !later.includes(span));
    rows.push([title, String(answered.length), perService(answered), String(later.length), perService(later)]);
    say(`${title}: ${answered.length}`);
  }
  return [["operation", "statements", "of which", "after the answer", "of which"], ...rows];
};

async function traced(shop: Shop, collector: Collector, document: string, variables: object) {
  const id = randomBytes(16).toString("hex");
  await shop.ask(document, variables, { traceparent: `00-${id}-${randomBytes(8).toString("hex")}-01` });
  return collector.trace(id);
}

/** Whether it belongs to an event or a job that came of the operation, for which nobody waited. */
function isLater(span: Span, byId: ReadonlyMap<string, Span>): boolean {
  if (span.kind === consumer) return true;
  const parent = byId.get(span.parentSpanId ?? "");
  return parent !== undefined && isLater(parent, byId);
}

function perService(spans: readonly Span[]): string {
  const counts = Map.groupBy(spans, ({ service }) => service);
  return [...counts].map(([service, its]) => `${service} ${its.length}`).join(", ");
}

const page = z.object({ product: z.object({ variants: z.tuple([z.object({ id: z.string() })], z.unknown()) }) });
const filled = z.object({ addToCart: z.object({ token: z.string() }) });

async function variant(shop: Shop): Promise<string> {
  const data: Data = await shop.ask(operation("productPage"), { slug: lantern });
  return page.parse(data).product.variants[0].id;
}

/** What places the order of a guest with one thing in the cart; another cart each time. */
async function order(shop: Shop): Promise<() => Promise<object>> {
  const variantId = await variant(shop);
  return async () => {
    const added = await shop.ask(operation("addToCart"), { input: { variantId, quantity: 1 } });
    return {
      input: {
        token: filled.parse(added).addToCart.token,
        idempotencyKey: randomBytes(12).toString("hex"),
        email: "ada@example.com",
        shippingAddress: {
          name: "Ada Lovelace",
          lines: ["12 St James's Square"],
          city: "London",
          postalCode: "SW1Y 4LB",
          country: "GB",
        },
      },
    };
  };
}
