import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import process from "node:process";
import { benchImport } from "./import.ts";
import { table } from "./measure.ts";
import { benchProfile } from "./router/profile.ts";
import { benchRouter } from "./router/router.ts";
import { endChildrenWithThis } from "./shop.ts";
import { benchStart } from "./start.ts";
import { benchStatements } from "./statements/statements.ts";

const parts = {
  import: benchImport,
  router: benchRouter,
  profile: benchProfile,
  start: benchStart,
  statements: benchStatements,
} as const;

const usage = `npm run bench -- [${Object.keys(parts).join("|")}] …

Without a name all parts run, one after the other. Everything listens on 127.0.0.1 and keeps its data in temporary folders.
`;

const asked = process.argv.slice(2);
const known = Object.entries(parts);
const unknown = asked.filter((name) => !known.some(([part]) => part === name));
if (unknown.length > 0) {
  process.stderr.write(usage);
  process.exit(2);
}

endChildrenWithThis();
const say = (line: string) => void process.stdout.write(`${line}\n`);
const load = () =>
  loadavg()
    .map((average) => average.toFixed(1))
    .join(" ");
const gib = (totalmem() / 2 ** 30).toFixed(0);
say(
  `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() || "unknown"}), ${gib} GiB, ${new Date().toISOString()}`,
);
for (const [name, bench] of known) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  say(`\n== ${name} (load before: ${load()})\n`);
  say(table(await bench((line) => say(`  … ${line}`))));
  say(`\n(load after: ${load()})`);
}
