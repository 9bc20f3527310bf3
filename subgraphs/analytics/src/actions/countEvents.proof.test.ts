import { it } from "vitest";
import { expectSameInAnyOrder } from "../fixtures/anyOrder.ts";
import { startAnalytics } from "../fixtures/startAnalytics.ts";

it("Figures are the same whatever order events come in, however often, and however many are counted at once", async () => {
  await using shop = await startAnalytics();
  await expectSameInAnyOrder(shop, 40);
});
