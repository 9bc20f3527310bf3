// Counts the tests of a stage: `node count.mjs LOG EXIT_CODE` prints "PASSED FAILED". What vitest skipped counts as
// failed, since nothing may be skipped silently; a stage that ended badly without a failed test counts as one failure.
import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

const [log = "", code = "1"] = process.argv.slice(2);
const plain = stripVTControlCharacters(readFileSync(log, "utf8"));
let passed = 0;
let failed = 0;
for (const [, line = ""] of plain.matchAll(/^\s*Tests\s+(.+)$/gm))
  for (const [, count, outcome] of line.matchAll(/(\d+) (passed|failed|skipped|todo)/g))
    if (outcome === "passed") passed += Number(count);
    else failed += Number(count);

if (code !== "0" && failed === 0) failed = 1;
if (code === "0" && passed + failed === 0) passed = 1;
process.stdout.write(`${passed} ${failed}\n`);
