import { describe, expect, it } from "vitest";
import { explore, story } from "./explore.ts";
import { report } from "./report.ts";
import { quick } from "./scenarios.ts";

describe("two orders and one unit, in every order of things", () => {
  it.each(quick)("keep I1 to I3: $name", async ({ sees, ...scenario }) => {
    const explored = await explore(scenario);
    report(scenario, explored);
    expect(explored.violation && story(explored.violation)).toBeNull();
    expect(new Set(explored.ends.keys())).toEqual(new Set(sees.ends));
    expect(explored.states).toBeGreaterThanOrEqual(sees.states);
  });

  it("end in the same ways when nothing is left out for making no difference", async () => {
    const [scenario] = quick.filter(({ name }) => name.startsWith("gift card"));
    if (!scenario) throw new Error("There is no such scenario.");
    const [sparing, whole] = [await explore(scenario), await explore(scenario, { whole: true })];
    expect(whole.violation).toBeNull();
    expect([...whole.ends.keys()].sort()).toEqual([...sparing.ends.keys()].sort());
    expect(whole.states).toBeGreaterThan(sparing.states);
  });
});
