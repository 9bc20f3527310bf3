import { createServer } from "node:http";
import { identityHeader } from "@madang/service-kit";
import { ada, redisSpace, signIdentity } from "@madang/testkit";
import { expect, it, vi } from "vitest";
import { z } from "zod";
import { owed, startBell, startTill } from "./startPair.ts";

const exported = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value: z.looseObject({}) })) }),
      scopeSpans: z.array(z.object({ spans: z.array(z.object({ name: z.string(), traceId: z.string() })) })),
    }),
  ),
});

/** A collector that speaks OTLP over HTTP, and keeps `service: span` of each trace. */
async function startCollector() {
  const seen = new Map<string, string[]>();
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    for (const { resource, scopeSpans } of exported.parse(JSON.parse(Buffer.concat(parts).toString())).resourceSpans) {
      const service = resource.attributes.find(({ key }) => key === "service.name")?.value["stringValue"];
      for (const { name, traceId } of scopeSpans.flatMap(({ spans }) => spans))
        seen.set(traceId, [...(seen.get(traceId) ?? []), `${service}: ${name}`]);
    }
    response.setHeader("content-type", "application/json").end("{}");
  }).listen(0, "127.0.0.1");
  await vi.waitFor(() => expect(server.listening).toBe(true));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    seen,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

it("one trace goes from a request through its statements, the outbox and the queue to whoever hears", async () => {
  await using collector = await startCollector();
  await using redis = redisSpace();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const bell = await startBell({ role: "all", redis, env });
  const till = await startTill({ role: "all", redis, env });
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  await fetch(till.url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      [identityHeader]: await signIdentity(ada),
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    },
    body: JSON.stringify({ query: 'mutation Write { write(text: "hello") { __typename } }' }),
  });
  await vi.waitFor(async () => expect(await owed(till)).toBe(0), { timeout: 15_000 });
  // Spans are sent in batches; stopping sends the last of them.
  await till[Symbol.asyncDispose]();
  await bell[Symbol.asyncDispose]();
  const names = new Set(collector.seen.get(traceId));
  for (const name of [
    "till: mutation Write",
    "till: sql INSERT",
    "bell: event till.written",
    "bell: sql INSERT",
    "till: job note",
  ])
    expect(names).toContain(name);
});
