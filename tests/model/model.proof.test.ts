import { describe, expect, it } from "vitest";
import { explore, story } from "./explore.ts";
import { report } from "./report.ts";
import { deep } from "./scenarios.ts";

describe("two orders and one unit, in every order of things, with more going wrong", () => {
  it.each(deep)("keep I1 to I3: $name", async ({ sees, ...scenario }) => {
    const explored = await explore(scenario);
    report(scenario, explored);
    expect(explored.violation && story(explored.violation)).toBeNull();
    expect(new Set(explored.ends.keys())).toEqual(new Set(sees.ends));
    expect(explored.states).toBeGreaterThanOrEqual(sees.states);
  });
});
