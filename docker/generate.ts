import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { compose } from "./compose.ts";
import { services } from "./services.ts";

// Writes docker/compose.yaml; tests/chart checks that what is committed is what this makes.
const folder = import.meta.dirname;
const base = readFileSync(resolve(folder, "compose.base.yaml"), "utf8");
writeFileSync(resolve(folder, "compose.yaml"), compose(base, services()));
