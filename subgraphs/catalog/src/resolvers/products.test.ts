import type { Viewer } from "@madang/service-kit";
import { guest, startTestSubgraph } from "@madang/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seed } from "../../../../prisma/catalog/seed.ts";
import { catalog } from "../subgraph.ts";

const start = () => startTestSubgraph(catalog);
let shop: Awaited<ReturnType<typeof start>>;

beforeAll(async () => {
  shop = await start();
  await seed({ databaseUrl: shop.databaseUrl, log: () => undefined });
});
afterAll(() => shop[Symbol.asyncDispose]());

const korean: Viewer = { ...guest, locale: "ko-KR", currency: "KRW" };

interface Page {
  readonly products: {
    readonly totalCount: number;
    readonly nodes: readonly {
      readonly slug: string;
      readonly name: string;
      readonly priceFrom: { amount: string } | null;
    }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly categoryFacets: readonly { readonly count: number; readonly category: { readonly slug: string } }[];
  } | null;
}

const document = `query List($filter: ProductFilter, $sort: ProductSort! = RELEVANCE, $first: Int! = 20, $after: String) {
  products(filter: $filter, sort: $sort, first: $first, after: $after) {
    totalCount
    nodes { slug name priceFrom { amount currency } }
    pageInfo { hasNextPage endCursor }
    categoryFacets { count category { slug } }
  }
}`;

async function list(variables: object = {}, viewer: Viewer = guest) {
  const { data, errors } = await shop.as(viewer).query<Page>(document, variables);
  return { ...data?.products, slugs: data?.products?.nodes.map(({ slug }) => slug) ?? [], errors };
}

const found = async (search: string, viewer: Viewer = guest) => (await list({ filter: { search } }, viewer)).slugs;

describe("searching", () => {
  it.each([
    ["crane lantern", ["crane-paper-lantern"]],
    ["Cranes, LANTERNS!", ["crane-paper-lantern"]],
    ["a lantern for the crane", ["crane-paper-lantern"]],
    ["crane pap", ["crane-paper-lantern"]],
    ["crane lantren", ["crane-paper-lantern"]],
    ["MD-LAN-CRANE", ["crane-paper-lantern"]],
    ["mdlancranes", ["crane-paper-lantern"]],
    ["bees honey", []],
    ["zzzzqqq", []],
    ["☕ !!!", []],
  ])("for %j finds %j", async (search, slugs) => {
    expect(await found(search)).toEqual(slugs);
  });

  it("forgives typing errors", async () => {
    expect((await found("lantren")).sort()).toEqual((await found("lantern")).sort());
    expect(await found("lantern")).toHaveLength(6);
  });

  it("finds Korean words and parts of them, whatever language the viewer reads", async () => {
    expect(await found("종이등")).toHaveLength(3);
    expect((await found("이등")).sort()).toEqual((await found("종이등", korean)).sort());
    expect(await found("학 종이")).toEqual(["crane-paper-lantern"]);
  });

  it("finds descriptions behind names", async () => {
    const slugs = await found("glass");
    expect(slugs.slice(0, 3).every((slug) => slug.endsWith("glass-lantern"))).toBe(true);
    expect(slugs.slice(3).every((slug) => slug.endsWith("desk-clock"))).toBe(true);
    expect(slugs).toHaveLength(6);
  });

  it("ignores accents on both sides", async () => {
    expect(await found("Crâne lantérn")).toEqual(["crane-paper-lantern"]);
  });

  it("answers whatever is typed", async () => {
    const typed = fc.oneof(
      fc.string({ unit: "binary", maxLength: 100 }),
      fc.string({
        unit: fc.constantFrom("'", '"', "\\", ":", "*", "&", "|", "!", "(", "<", "%", "a", "\u0000", "등"),
        maxLength: 30,
      }),
    );
    await fc.assert(
      fc.asyncProperty(typed, async (search) => {
        expect((await list({ filter: { search }, first: 1 })).errors).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a list of products", () => {
  it.each(["RELEVANCE", "NAME", "PRICE_ASC", "PRICE_DESC", "NEWEST"])(
    "by %s is the same in pages as in one",
    async (sort) => {
      const filter = sort === "RELEVANCE" ? { search: "moon" } : {};
      const whole = await list({ sort, filter, first: 100 });
      const paged: string[] = [];
      let after: string | null | undefined = null;
      do {
        const page: Awaited<ReturnType<typeof list>> = await list({ sort, filter, first: 7, after });
        paged.push(...page.slugs);
        after = page.pageInfo?.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after);
      expect(paged).toEqual(whole.slugs);
      expect(whole.totalCount).toBe(whole.slugs.length);
      expect(new Set(paged).size).toBe(paged.length);
    },
  );

  it("is sorted by price in the viewer's currency and by name in the viewer's language", async () => {
    const prices = (await list({ sort: "PRICE_ASC", first: 100 }, korean)).nodes?.map((n) =>
      Number(n.priceFrom?.amount),
    );
    expect(prices).toEqual(prices?.toSorted((a, b) => a - b));
    expect(prices?.[0]).toBe(10900);
    const names = (await list({ sort: "NAME", first: 100 }, korean)).nodes?.map(({ name }) => name);
    expect(names).toEqual(names?.toSorted(new Intl.Collator("ko").compare));
  });

  it("counts what each category holds, in it and below, the filter's own category left aside", async () => {
    const { totalCount, categoryFacets } = await list({ filter: { category: "tea", search: "crane" } });
    expect(totalCount).toBe(1);
    expect(categoryFacets?.map(({ count, category }) => `${category.slug} ${count}`)).toEqual([
      "home 4",
      "table 2",
      "garden 1",
      "kites 1",
      "lighting 1",
      "play 1",
      "storage 1",
      "tea 1",
    ]);
    expect((await list({ filter: { category: "table" } })).totalCount).toBe(15);
    expect((await list({ filter: { category: "no\u0000where" } })).totalCount).toBe(0);
  });

  it("is filtered by a price in the viewer's currency", async () => {
    // A clock, a box, and the largest of a cushion, in three designs each.
    expect((await list({ filter: { minPrice: "36.50", maxPrice: "39" } })).slugs.length).toBe(9);
    expect((await list({ filter: { minPrice: "36.50", maxPrice: "39" } }, korean)).errors[0]?.message).toBe(
      '"minPrice" must be an amount of KRW, not below nothing.',
    );
    expect((await list({ filter: { maxPrice: "11000" } }, korean)).slugs.length).toBe(3);
  });

  it.each([
    [{ first: 0 }, "BAD_USER_INPUT"],
    [{ first: 101 }, "BAD_USER_INPUT"],
    [{ first: 2 ** 31 }, "BAD_USER_INPUT"],
    [{ first: -1 }, "BAD_USER_INPUT"],
    [{ after: "forged" }, "INVALID_CURSOR"],
    [{ sort: "CHEAPEST" }, "BAD_USER_INPUT"],
    [{ filter: { search: "x".repeat(201) } }, "BAD_USER_INPUT"],
    [{ filter: { minPrice: "-1" } }, "BAD_USER_INPUT"],
    [{ filter: { minPrice: "1e308" } }, "BAD_USER_INPUT"],
    [{ filter: { colour: "red" } }, "BAD_USER_INPUT"],
  ])("refuses %j with %s", async (variables, code) => {
    const { errors } = await list(variables);
    expect(errors.map(({ extensions }) => extensions?.["code"])).toEqual([code]);
  });

  it("takes no cursor of another list", async () => {
    const { pageInfo } = await list({ sort: "NAME" });
    const other = await list({ sort: "NEWEST", after: pageInfo?.endCursor });
    expect(other.errors[0]?.extensions?.["code"]).toBe("INVALID_CURSOR");
  });

  it("needs a channel that is there", async () => {
    for (const channel of ["moon", "", "a\u0000b"])
      expect((await list({}, { ...guest, channel })).errors[0]).toMatchObject({
        message: "There is no such channel.",
        extensions: { code: "BAD_USER_INPUT" },
      });
  });
});
