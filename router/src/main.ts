import process from "node:process";
import { startRouter } from "./startRouter.ts";

try {
  const running = await startRouter({ env: process.env });
  const end = () => void running.stop().then(() => process.exit(0));
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
} catch (error) {
  process.stderr.write(`router: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
