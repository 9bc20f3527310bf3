import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slugAttempt, slugForm, slugOf, slugOfImport } from "./slug.ts";

describe("slugs", () => {
  it.each([
    ["White Metal  Lantern!", "white-metal-lantern"],
    ["Crème brûlée — Größe L", "creme-brulee-grosse-l"],
    ["Dad's Cab 50% off", "dads-cab-50-off"],
    ["종이등불", "jongideungbul"],
    ["학 무늬 Mug", "hak-munui-mug"],
    ["茶碗 ☕", ""],
  ])("makes of %j: %j", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it("have their form whatever the name", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 100 }),
        fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/),
        (name, sku) => {
          const slug = slugOf(name);
          expect(slug === "" || slugForm.test(slug)).toBe(true);
          expect(slug.length).toBeLessThanOrEqual(80);
          expect(slugOfImport(name, sku)).toMatch(slugForm);
        },
      ),
    );
  });

  it("give way by a number", () => {
    expect([0, 1, 2].map((attempt) => slugAttempt("mug", attempt))).toEqual(["mug", "mug-2", "mug-3"]);
  });
});
