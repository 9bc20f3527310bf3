import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

export type Headers = Readonly<Record<string, string>>;

const answerOf = <Data extends z.ZodType>(data: Data) =>
  z.object({
    data: data.nullish(),
    errors: z
      .array(z.looseObject({ message: z.string(), extensions: z.looseObject({ code: z.string() }).optional() }))
      .optional(),
  });

/** The graph did not do what it was asked, and may not do it if it is asked again. */
export class GraphError extends Error {
  override readonly name = "GraphError";
}

export interface Graph {
  /** Asks once: for what must not happen twice. */
  once<Data extends z.ZodType>(
    document: string,
    variables: object,
    data: Data,
    headers?: Headers,
  ): Promise<z.output<Data>>;
  /** Asks until it is answered: for reads, and for what takes an idempotency key. */
  ask<Data extends z.ZodType>(
    document: string,
    variables: object,
    data: Data,
    headers?: Headers,
  ): Promise<z.output<Data>>;
}

const attempts = 8;

/** The router, over HTTP. */
export function graphAt(url: string): Graph {
  const once: Graph["once"] = async (document, variables, data, headers = {}) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query: document, variables }),
    });
    const answer = answerOf(data).parse(JSON.parse(await response.text()));
    if (answer.errors?.length || answer.data === null || answer.data === undefined)
      throw new GraphError(JSON.stringify(answer.errors ?? answer));
    return answer.data;
  };
  const ask: Graph["ask"] = async (document, variables, data, headers) => {
    for (let attempt = 1; ; attempt++)
      try {
        return await once(document, variables, data, headers);
      } catch (error) {
        // What does not look as it should is nobody's bad moment.
        if (attempt === attempts || error instanceof z.ZodError) throw error;
        await sleep(200 * 2 ** attempt);
      }
  };
  return { once, ask };
}
