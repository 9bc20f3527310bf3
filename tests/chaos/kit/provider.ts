/** What the provider is told to do wrong; see the README of the payment sandbox. */
export interface ProviderFault {
  readonly call: "authorize" | "capture" | "void" | "refund" | "fetch" | "webhook";
  readonly fault: string;
  readonly rate?: number;
  readonly next?: number;
  readonly ms?: number;
}

/** Sets the provider's switches; none when there are no rules. */
export async function setProviderFaults(port: number, seed: number, rules: readonly ProviderFault[]): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/test/faults`, {
    method: "PUT",
    headers: { authorization: "Bearer sk_sandbox", "content-type": "application/json" },
    body: JSON.stringify({ seed, rules }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`The provider does not take its faults: ${await answer.text()}`);
}
