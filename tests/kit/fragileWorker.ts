import { appendFileSync, readFileSync } from "node:fs";
import process from "node:process";
import { defineSubgraph, on, startSubgraph } from "@madang/service-kit";
import { bell, catalogue, count, written } from "./subgraphs.ts";

// A bell whose process dies in the middle of handling: after its handler wrote, before the commit. A file counts
// how often, and the third time it lives; a pill kills it every time. Started by workers.proof.test.ts.

const [deaths = ""] = process.argv.slice(2);

const fragile = defineSubgraph(catalogue, {
  ...bell,
  name: "bell",
  handles: [
    on(written, async (work: Parameters<typeof count>[0], data) => {
      const result = await count(work, data);
      if (data.text === "pill" || (data.text !== "bystander" && readFileSync(deaths, "utf8").length < 2)) {
        appendFileSync(deaths, "x");
        process.kill(process.pid, "SIGKILL");
      }
      return result;
    }),
  ],
});

await startSubgraph(fragile, { role: "worker", env: process.env });
