import type { Row, Stage } from "../run/stage.ts";
import { shop as goShopping } from "../shoppers/checkout.ts";
import type { Plan } from "../shoppers/plan.ts";

const buyers = 500;
const pieces = 10;
const atOnce = 100;

const planFor = (id: string, variantId: string): Plan => ({
  id,
  guest: true,
  method: "INVOICE",
  lines: [{ variantId, quantity: 1 }],
  cancel: "nothing",
  greedy: false,
});

/** More people than pieces, all at once. */
export const buyersRace: Row = {
  name: "buyers",
  what: "500 buyers for 10 units",
  sample: 1,
  cells: () => [
    {
      name: "500 for 10",
      alone: true,
      strike: async (stage) => {
        const variantId = stage.freshVariant();
        await stage.stock(variantId, pieces);
        const plans = Array.from({ length: stage.sampled ? 100 : buyers }, (_, i) =>
          planFor(`buyer-${i}-of-${variantId}`, variantId),
        );
        const before = stage.journal.checkouts.length;
        await stage.during("everybody wanted the same", () => allAtOnce(stage, plans));
        const bought = stage.journal.checkouts.slice(before).filter(({ outcome }) => outcome === "CONFIRMED").length;
        if (bought !== pieces) stage.complain(`${bought} of ${plans.length} buyers got one of ${pieces} pieces`);
      },
    },
  ],
};

async function allAtOnce({ shopping }: Stage, plans: readonly Plan[]): Promise<void> {
  const waiting = [...plans];
  const lane = async () => {
    for (let plan = waiting.pop(); plan; plan = waiting.pop()) await goShopping(plan, { ...shopping, person: null });
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
