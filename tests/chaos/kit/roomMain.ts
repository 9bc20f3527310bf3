import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { type Moment, startSubgraph } from "@madang/service-kit";
import { type Arm, nameOf, order } from "./moments.ts";

// A room as it is in service, but for one thing: at a moment of a process that the harness has named it dies, or waits
// until the harness has killed somebody else.
const [name = "", role = ""] = process.argv.slice(2);
let armed: Arm | null = null;
let goOn: (() => void) | null = null;

process.on("message", (message) => {
  const { arm, go } = order.parse(message);
  if (go) goOn?.();
  else armed = arm;
});

async function observe(moment: Moment): Promise<void> {
  if (armed?.process !== moment.process || armed.moment !== nameOf(moment)) return;
  const { does } = armed;
  armed = null;
  if (does === "die") {
    process.kill(process.pid, "SIGKILL");
    await new Promise(() => undefined);
  }
  const told = Promise.withResolvers<void>();
  goOn = told.resolve;
  process.send?.({ reached: nameOf(moment) });
  await told.promise;
}

const file = join(import.meta.dirname, "../../../subgraphs", name, "src/subgraph.ts");
const { [name]: subgraph } = await import(pathToFileURL(file).href);
try {
  const running = await startSubgraph(subgraph, {
    role: role === "worker" ? "worker" : "api",
    env: process.env,
    observe,
  });
  process.once("SIGTERM", () => void running.stop().then(() => process.exit(0)));
} catch (error) {
  process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
