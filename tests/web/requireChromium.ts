import { whyNoChromium } from "./chromium.ts";

// Said before anything is built, and without a stack.
const reason = whyNoChromium();
if (reason) {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}
