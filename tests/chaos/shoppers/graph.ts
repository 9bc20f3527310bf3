import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

const answerShape = z.object({
  data: z.unknown(),
  errors: z
    .array(z.looseObject({ message: z.string(), extensions: z.looseObject({ code: z.string() }).optional() }))
    .optional(),
});

export type Headers = Readonly<Record<string, string>>;

/** What came of a request: data, or why there is none. An answer with errors in it is none. */
export type Answered<T> = { readonly data: T } | { readonly failure: string };

/** A client of the graph that knows nothing of the faults. */
export interface Graph {
  /** One attempt. */
  ask<T>(shape: z.ZodType<T>, document: string, variables: object, headers?: Headers): Promise<Answered<T>>;
  /** As many attempts as it takes, in a time; for what may be repeated without harm. Throws when none was answered. */
  told<T>(shape: z.ZodType<T>, document: string, variables: object, headers?: Headers): Promise<T>;
}

const attemptMs = 12_000;
const patienceMs = 90_000;

/** A client of the graph; `failed` is told of what was not answered with data. */
export function graphAt(url: string, failed: (failure: string) => void = () => undefined): Graph {
  const noted = (failure: string) => {
    failed(failure);
    return { failure };
  };
  const ask: Graph["ask"] = async (shape, document, variables, headers = {}) => {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ query: document, variables }),
        signal: AbortSignal.timeout(attemptMs),
      });
      const { data, errors } = answerShape.parse(await response.json());
      const [error] = errors ?? [];
      if (!error) return { data: shape.parse(data) };
      return noted(`${error.extensions?.code ?? response.status}: ${error.message}`);
    } catch (error) {
      return noted(reasonOf(error));
    }
  };
  return {
    ask,
    told: async (shape, document, variables, headers) => {
      const until = performance.now() + patienceMs;
      for (;;) {
        const answered = await ask(shape, document, variables, headers);
        if ("data" in answered) return answered.data;
        if (performance.now() > until) throw new Error(answered.failure);
        await sleep(250);
      }
    },
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
