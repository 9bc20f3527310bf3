// Loaded into a command whose memory is measured: it says its peak, in KiB, on the fourth descriptor when it ends.
import { writeSync } from "node:fs";
import process from "node:process";

process.once("exit", () => void writeSync(3, String(process.resourceUsage().maxRSS)));
