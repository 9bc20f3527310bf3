import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { told } from "../e2e/startShop.ts";
import { fill, openShopFront, type ShopFront } from "./openShopFront.ts";

let front: ShopFront;
beforeAll(async () => {
  front = await openShopFront();
  // The opening stock comes by event, after the products.
  await vi.waitFor(
    async () => {
      const lanterns = `{ products(filter: { search: "lantern" }, first: 5) { nodes { variants { availability { inStock } } } } }`;
      expect(JSON.stringify(await told(front.shop.ask(lanterns)))).toContain('"inStock":true');
    },
    { timeout: 30_000, interval: 200 },
  );
}, 300_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await front.picture("where-it-failed");
});
afterAll(() => front[Symbol.asyncDispose]());

it("opens GraphiQL from its own files and runs an example there", async () => {
  const { page, router, picture } = front;
  await page.goto(`${router}/graphiql`);
  expect(page.url()).toBe(`${router}/graphiql/`);
  await page.locator(".graphiql-query-editor .view-line").first().waitFor();
  await page.getByRole("button", { name: /^Execute query/ }).click();
  await page.getByRole("menuitem", { name: "SearchProducts" }).click();
  await page
    .locator(".graphiql-response")
    .getByText(/totalCount/)
    .waitFor();
  await picture("graphiql", false);
  expect(front.complaints).toEqual([]);
  expect([...front.hostsNotReached]).toEqual([]);
});

// One shopper's way, in order.
describe("the shop front", () => {
  it("finds a lantern although it was mistyped, and puts it into a guest's cart", async () => {
    const { page, url, picture, pictureOnPhone } = front;
    await page.goto(url);
    await page.getByRole("heading", { name: "60 products" }).waitFor();
    await picture("shelves");
    await page.getByRole("button", { name: "Show more" }).click();
    await vi.waitFor(async () => expect(await page.locator(".shelf li").count()).toBe(24));

    await page.getByLabel("Search the shop").fill("papr lantren");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("heading", { name: /for “papr lantren”/ }).waitFor();
    await page.getByRole("link", { name: /Lighting/ }).click();
    await vi.waitFor(() => expect(page.url()).toContain("category=lighting"));
    await page.getByRole("heading", { name: "3 finds for “papr lantren”" }).waitFor();
    await picture("search");
    expect(await pictureOnPhone("search-phone")).toBe(true);

    await page.locator(".shelf a").first().click();
    await page.getByText("In stock").first().waitFor();
    await picture("product");
    expect(await pictureOnPhone("product-phone")).toBe(true);
    await page.getByLabel("How many").fill("2");
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByText("It is in your cart.").waitFor();
    await page.getByRole("link", { name: "Cart (2)" }).click();
    await page.getByRole("heading", { name: "Your cart" }).waitFor();
    await page.reload();
    await page.getByText("Total").waitFor();
    await picture("cart");
    expect(await pictureOnPhone("cart-phone")).toBe(true);
  });

  it("registers and signs in, with the cart coming along, orders, and shows the order under my orders", async () => {
    const { page, picture, pictureOnPhone } = front;
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "New here? Register" }).click();
    await fill(page, { Name: "Ada Lovelace", "E-mail": "ada@example.com", Password: "correct horse battery" });
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByText("A mail is on its way to ada@example.com.").waitFor();
    await fill(page, { Password: "a wrong one" });
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await picture("sign-in-refused");
    await fill(page, { Password: "correct horse battery" });
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Hello, Ada Lovelace").waitFor();
    // The access token was only in memory; the cookie brings the session back.
    await page.reload();
    await page.getByText("Hello, Ada Lovelace").waitFor();

    await page.getByRole("link", { name: "Cart (2)" }).click();
    await page.getByRole("link", { name: "To the checkout" }).click();
    await fill(page, { Name: "Ada Lovelace", "Street and number": "12 St James's Square", City: "London" });
    await fill(page, { "Postal code": "SW1Y 4LB" });
    await page.getByLabel("Country").selectOption("GB");
    await picture("checkout");
    expect(await pictureOnPhone("checkout-phone")).toBe(true);
    await page.getByLabel("By card").check();
    await page.getByLabel("Test card").selectOption("One whose bank asks you to confirm");
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByText("Your bank asks you to confirm the payment.").waitFor();
    await picture("pay");
    expect(await pictureOnPhone("pay-phone")).toBe(true);
    await page.getByRole("link", { name: "To your bank" }).click();
    await page.getByRole("button", { name: "approve" }).click();
    await page.getByText("Thank you! Your order is placed.").waitFor();
    expect(await page.evaluate<string[]>("Object.keys(sessionStorage)")).toEqual(["madang.paying"]);
    const heading = await page.getByRole("heading", { name: /^Order / }).textContent();
    await page.getByRole("link", { name: "See the order" }).click();
    await page.getByText("Confirmed").waitFor();
    await page.getByText("12 St James's Square").waitFor();
    await picture("order");

    await page.getByRole("link", { name: "My orders" }).click();
    await page.getByRole("link", { name: heading ?? "" }).waitFor();
    expect(await page.locator(".orders li").count()).toBe(1);
    await page.getByRole("link", { name: "Cart", exact: true }).waitFor();
    await picture("my-orders");
    expect(await pictureOnPhone("my-orders-phone")).toBe(true);
  });

  it("speaks Korean: its own words and the products' names", async () => {
    const { page, picture, pictureOnPhone } = front;
    await page.getByRole("link", { name: /^Order / }).click();
    await page.getByRole("link", { name: /paper lantern/ }).click();
    await page.getByRole("heading", { name: /paper lantern/ }).waitFor();
    await page.getByRole("button", { name: "한국어" }).click();
    await page.getByRole("heading", { name: /종이등/ }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("ko");
    await page.reload();
    await page.getByText("Ada Lovelace님, 안녕하세요").waitFor();
    await page.getByRole("heading", { name: /종이등/ }).waitFor();
    await page.getByText("재고 있음").first().waitFor();
    await picture("product-ko");
    expect(await pictureOnPhone("product-ko-phone")).toBe(true);
  });

  it("still shows a product while inventory is stopped, and says that its stock is unknown", async () => {
    const { page, shop, picture } = front;
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: /paper lantern/ }).waitFor();
    await page.getByText("In stock").first().waitFor();
    await shop.inventory[Symbol.asyncDispose]();
    await page.reload();
    await page.getByText("Stock unknown just now").first().waitFor();
    expect(await page.getByText("In stock").count()).toBe(0);
    expect(await page.getByRole("button", { name: "Add to cart" }).isEnabled()).toBe(true);
    await picture("product-without-inventory");
  });

  it("keeps a cart while the catalogue is stopped, and says that its total cannot be told", async () => {
    const { page, shop, picture, pictureOnPhone } = front;
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByText("It is in your cart.").waitFor();
    await shop.catalog[Symbol.asyncDispose]();
    await page.getByRole("link", { name: "Cart (1)" }).click();
    await page.reload();
    await page.getByText("The total cannot be said just now. Your cart is kept.").waitFor();
    await picture("cart-without-catalogue");
    expect(await pictureOnPhone("cart-without-catalogue-phone")).toBe(true);
  });

  it("wrote no error to the console, and asked nobody outside", () => {
    expect(front.complaints).toEqual([]);
    expect([...front.hostsNotReached]).toEqual([]);
  });
});

it("serves the page of Apollo Sandbox, whose own files come from Apollo", async () => {
  const { page, router } = front;
  const answer = await page.goto(router, { waitUntil: "domcontentloaded" });
  expect(answer?.status()).toBe(200);
  expect(await answer?.text()).toContain("embeddable-sandbox");
});
