import { describe, expect, it } from "vitest";
import { openShop } from "../fixtures.ts";
import { openWarehouses } from "./openWarehouses.ts";

describe("openWarehouses", () => {
  it("opens each once, to be drawn from after those that are there", async () => {
    await using shop = await openShop();
    const warehouses = ["seoul", "busan"].map((code) => ({ code, name: code, country: "KR", channels: ["default"] }));
    const { databaseUrl } = shop;
    expect(await openWarehouses({ databaseUrl, env: {}, warehouses })).toBe(2);
    expect(await openWarehouses({ databaseUrl, env: {}, warehouses })).toBe(0);
    const rows = await shop.db.warehouse.findMany({ orderBy: { rank: "asc" } });
    expect(rows.map(({ code, isDefault }) => [code, isDefault])).toEqual([
      ["main", true],
      ["seoul", false],
      ["busan", false],
    ]);
  });
});
