import { parseArgs } from "node:util";
import { z } from "zod";
import { startSandbox } from "./sandbox.ts";

const usage = "node src/main.ts --data DIR --webhook URL --secret S [--port 4091] [--host 127.0.0.1] [--key K]";

const options = z.object({
  port: z.coerce.number().int().min(0).max(65_535),
  host: z.string().min(1),
  data: z.string().min(1),
  webhook: z.url({ protocol: /^https?$/ }),
  secret: z.string().min(8),
  key: z.string().min(8),
});

function read() {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "4091" },
      host: { type: "string", default: "127.0.0.1" },
      data: { type: "string" },
      webhook: { type: "string" },
      secret: { type: "string" },
      key: { type: "string", default: "sk_sandbox" },
    },
  });
  return options.parse(values);
}

function end(status: number, line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(status);
}

const given = (() => {
  try {
    return read();
  } catch (error) {
    const what = error instanceof z.ZodError ? error.issues.map(({ path }) => `--${path.join(".")}`).join(", ") : error;
    return end(2, `Cannot use: ${what}. Usage: ${usage}`);
  }
})();

const sandbox = await startSandbox(given).catch((error: unknown) => end(1, `The sandbox cannot start: ${error}`));
process.stdout.write(`payment sandbox listening on ${sandbox.url}\n`);

let closing = false;
const close = () => {
  if (closing) return;
  closing = true;
  sandbox.close().then(
    () => process.exit(0),
    (error: unknown) => end(1, `The sandbox did not close: ${error}`),
  );
};
process.on("SIGTERM", close);
process.on("SIGINT", close);
