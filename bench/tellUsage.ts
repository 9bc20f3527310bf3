// Loaded into a command that is measured: when it ends, it says on the fourth descriptor what it has used.
import { writeSync } from "node:fs";
import process from "node:process";

process.once("exit", () => void writeSync(3, JSON.stringify(process.resourceUsage())));
