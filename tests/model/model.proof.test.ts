import { describe, expect, it } from "vitest";
import { explore, story } from "./explore.ts";
import { report } from "./report.ts";
import { deep } from "./scenarios.ts";

describe("two orders and one unit, in every order of things, with more going wrong", () => {
  it.each(deep)("keep I1 to I3: $name", async (scenario) => {
    const explored = await explore(scenario);
    expect(explored.violation && story(explored.violation)).toBeNull();
    report(scenario, explored);
  });
});
