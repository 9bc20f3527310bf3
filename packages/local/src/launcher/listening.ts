/** The port of a listening server's address. */
export function portOf(address: string | { readonly port: number } | null | undefined): number {
  if (typeof address !== "object" || address === null) throw new Error("This server does not listen on a port.");
  return address.port;
}

/** Collects what a stream says, the last of it when it is long. */
export function collect(...streams: NodeJS.ReadableStream[]): () => string {
  let text = "";
  for (const stream of streams) {
    stream.on("data", (chunk: Buffer) => {
      text = (text + chunk).slice(-50_000);
    });
  }
  return () => text;
}
