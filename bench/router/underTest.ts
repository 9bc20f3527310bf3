// The router as it is, or with Apollo's own data source in the place of ours; tells its parent what it has used.
import { registerHooks } from "node:module";
import process from "node:process";

if (process.argv[2] === "stock") {
  const stock = new URL("StockSource.ts", import.meta.url).href;
  registerHooks({
    resolve: (specifier, context, next) => next(specifier === "./subgraphSource.ts" ? stock : specifier, context),
  });
}
process.on("message", () => process.send?.(process.cpuUsage()));
await import("../../router/src/main.ts");
