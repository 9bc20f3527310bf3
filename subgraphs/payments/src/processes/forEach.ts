import type { Working } from "../context.ts";
import { ProviderUnavailable } from "../providers/provider.ts";

/** A worker has few connections, and a sweep holds one of them. */
const sideBySide = 3;

/** Does something for each, some side by side. What fails is told, and holds up nothing else; says how many failed. */
export async function forEach<T extends { readonly id: string }>(
  { log }: Working,
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
): Promise<number> {
  const left = [...items];
  let failed = 0;
  const next = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift())
      try {
        await work(item);
      } catch (err) {
        failed += 1;
        log[err instanceof ProviderUnavailable ? "warn" : "error"](
          { err, paymentId: item.id },
          "A payment could not be looked after; it will be again",
        );
      }
  };
  await Promise.all(Array.from({ length: sideBySide }, next));
  return failed;
}

/** Whether so many milliseconds are not over yet. */
export function withinMs(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() < end;
}
