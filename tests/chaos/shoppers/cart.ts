import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import type { Shopping } from "./checkout.ts";
import { addToCart, cartShape } from "./documents.ts";
import type { Answered } from "./graph.ts";
import type { Plan } from "./plan.ts";

const pauseMs = 250;

/** Putting things into a cart has no key: whoever is not answered leaves it where it is and takes a new one. */
export async function fillCart({ lines }: Pick<Plan, "lines">, shopping: Shopping): Promise<string | null> {
  const until = performance.now() + shopping.patienceMs;
  for (;;) {
    const filled = await tryToFill(lines, shopping);
    if ("token" in filled) return filled.token;
    if (performance.now() > until) throw new Error(`Nothing could be put into a cart: ${filled.failure}`);
    await sleep(pauseMs);
  }
}

type Filled = { readonly token: string | null } | { readonly failure: string };

async function tryToFill(lines: Plan["lines"], { graph, person }: Shopping): Promise<Filled> {
  let token: string | null = null;
  for (const { variantId, quantity } of lines) {
    const input: object = { variantId, quantity, token };
    const answered: Answered<z.output<typeof cartShape>> = await graph.ask(
      cartShape,
      addToCart,
      { input },
      (await person?.headers()) ?? {},
    );
    if (!("data" in answered)) return answered;
    const { __typename } = answered.data.addToCart;
    if (__typename !== "Cart") return { failure: __typename };
    token ??= answered.data.addToCart.token ?? null;
  }
  return { token };
}
