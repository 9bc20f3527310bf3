import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const path = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/** Why there is no browser to test with, in one sentence; null when there is one. */
export const whyNoChromium = (): string | null =>
  existsSync(path)
    ? null
    : `There is no Chromium at ${path}: install it (Debian: apt-get install chromium), or say by CHROMIUM_PATH where it is.`;

/** A headless Chromium that asks nobody for anything of its own. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    headless: true,
    // Root gets no sandbox, nor does anybody in many containers; this browser opens nothing but our own pages.
    chromiumSandbox: false,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
