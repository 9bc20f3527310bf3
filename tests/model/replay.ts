import { CallFailed } from "@madang/service-kit";
import { ProviderUnavailable } from "../../subgraphs/payments/src/providers/provider.ts";
import { Broken } from "./broken.ts";

/** What came of something that was asked for. */
export type Entry = { readonly value: unknown } | { readonly lost: "call" | "provider" };

/** How far a piece of code comes by what it was answered so far. */
export type Outcome<Asked> =
  | { readonly at: "asks"; readonly asked: Asked }
  | { readonly at: "done"; readonly value: unknown }
  /** It gave up: somebody did not answer. */
  | { readonly at: "failed" };

/**
 * Runs code that waits from its beginning, with the answers that it got so far, up to the next thing that it asks for.
 * So a place in the middle of it is plain data, the answers, and can be gone on from in more ways than one.
 */
export async function replay<Asked>(
  code: (ask: (asked: Asked) => Promise<unknown>) => Promise<unknown>,
  answers: readonly Entry[],
): Promise<Outcome<Asked>> {
  let next = 0;
  return await new Promise<Outcome<Asked>>((resolve, reject) => {
    const ask = (asked: Asked): Promise<unknown> => {
      const known = answers[next];
      next += 1;
      if (known) return "lost" in known ? Promise.reject(lost(known.lost)) : Promise.resolve(known.value);
      resolve({ at: "asks", asked });
      return new Promise(() => undefined);
    };
    code(ask).then(
      (value) => resolve({ at: "done", value }),
      (error: unknown) => (isOutage(error) ? resolve({ at: "failed" }) : reject(unexpected(error))),
    );
  });
}

const call = { to: "elsewhere", name: "call", document: "", parse: () => undefined };
const lost = (what: "call" | "provider") =>
  what === "call" ? new CallFailed(call, "was lost", true) : new ProviderUnavailable("bank", "was lost");

/** Whoever did not reach somebody fails, and is tried again. */
const isOutage = (error: unknown) =>
  error instanceof CallFailed || error instanceof ProviderUnavailable || codeOf(error) === "SERVICE_UNAVAILABLE";

function codeOf(error: unknown): unknown {
  if (typeof error !== "object" || error === null || !("extensions" in error)) return null;
  const { extensions } = error;
  return typeof extensions === "object" && extensions !== null && "code" in extensions ? extensions.code : null;
}

const unexpected = (error: unknown) =>
  error instanceof Broken ? error : new Broken(`threw ${error instanceof Error ? error.message : String(error)}`);
