import { kitSettings } from "@madang/service-kit";
import { describe, expect, it } from "vitest";
import { settings } from "./env.ts";

describe("The defaults", () => {
  it("leave a process the time to answer for itself before the router gives up on it", () => {
    const deadline = kitSettings.shape.PROCESS_DEADLINE_MS.parse(undefined);
    expect(settings.shape.SUBGRAPH_TIMEOUT_MS.parse(undefined)).toBeGreaterThanOrEqual(deadline + 1_000);
  });
});
