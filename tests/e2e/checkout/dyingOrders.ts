import { orders } from "@madang/orders";
import { startSubgraph } from "@madang/service-kit";

// The orders as a process of its own that kills itself at one moment of a checkout: `commit before FORWARD`.
const dieAt = process.env["DIE_AT"];

const running = await startSubgraph(orders, {
  role: "api",
  env: process.env,
  observe: async ({ process: name, step, at, direction }) => {
    if (name !== "checkout" || `${step} ${at} ${direction}` !== dieAt) return;
    process.kill(process.pid, "SIGKILL");
    await new Promise(() => undefined);
  },
});
process.stdout.write(`${running.url}\n`);
