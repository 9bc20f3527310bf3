import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { preview } from "vite";
import { startShop } from "../e2e/startShop.ts";
import { launchChromium } from "./chromium.ts";

const root = join(import.meta.dirname, "../..");
const pictures = join(root, "artifacts/web");
const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 900 };

/** The whole shop, its built front end, and a browser that reaches nothing but this machine. */
export async function openShopFront() {
  await using opening = new AsyncDisposableStack();
  const shop = opening.use(await startShop());
  const router = new URL(shop.router.url).origin;
  const front = await preview({
    root: join(root, "examples/web"),
    logLevel: "error",
    preview: { host: "127.0.0.1", port: 0, proxy: { "/graphql": router } },
  });
  opening.defer(() => front.close());
  const url = front.resolvedUrls?.local[0];
  if (!url) throw new Error("The front end has no address.");

  const browser = await launchChromium();
  opening.defer(() => browser.close());
  const context = await browser.newContext({ locale: "en-GB", viewport: desk });
  context.setDefaultTimeout(60_000);
  const hostsNotReached = new Set<string>();
  await context.route(
    ({ hostname, protocol }) => protocol.startsWith("http") && hostname !== "127.0.0.1",
    (route) => {
      hostsNotReached.add(new URL(route.request().url()).hostname);
      return route.abort();
    },
  );
  // The catalogue gives pictures the address that it has in service; here its port is another.
  await context.route("**/pictures/*.svg", (route) => {
    const { pathname } = new URL(route.request().url());
    return route.continue({ url: new URL(pathname, shop.catalog.url).href });
  });
  const complaints: string[] = [];
  context.on("weberror", (error) => complaints.push(String(error.error())));
  context.on("console", (message) => {
    const from = message.location().url;
    const ours = !URL.canParse(from) || new URL(from).hostname === "127.0.0.1";
    if (message.type() === "error" && ours) complaints.push(`${message.text()} ${from}`);
  });
  const page = await context.newPage();
  mkdirSync(pictures, { recursive: true });
  const all = opening.move();
  return {
    shop,
    router,
    url,
    page,
    /** Errors that the pages wrote to the console, and hosts that they asked for in vain. */
    complaints,
    hostsNotReached,
    picture: (name: string, fullPage = true) => page.screenshot({ path: join(pictures, `${name}.png`), fullPage }),
    pictureOnPhone: async (name: string) => {
      await page.setViewportSize(phone);
      const width = await page.evaluate<number>("document.documentElement.scrollWidth");
      await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
      await page.setViewportSize(desk);
      return width <= phone.width;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

export type ShopFront = Awaited<ReturnType<typeof openShopFront>>;

/** Fills the fields of a form by their labels. */
export async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
}
