import { execFile } from "node:child_process";
import { join } from "node:path";
import { rootDirectory } from "@madang/contracts/paths";
import { expect, it } from "vitest";

interface Ended {
  readonly code: number | null;
  readonly printed: string;
}

/** The command that promises it, as a process of its own. */
const chaos = (signal: AbortSignal, ...args: readonly string[]) =>
  new Promise<Ended>((resolve) => {
    const command = [join(rootDirectory, "scripts", "run.mjs"), "test:chaos", ...args];
    const child = execFile(process.execPath, command, { cwd: rootDirectory, signal }, (_, out, err) =>
      resolve({ code: child.exitCode, printed: out + err }),
    );
  });

/** What a row that failed complains of, one line each. */
const complaintsIn = (printed: string) =>
  printed
    .split("\n")
    .flatMap((line) => /^ *\d+ s {3}(?=\S)(.*)$/.exec(line)?.[1] ?? [])
    .filter((line) => !/^cart \d/.test(line));

it("A matrix into which a bug is planted ends red, and says which invariant is violated", async ({ signal }) => {
  const bug = "the row in the inbox is dropped";
  const { code, printed } = await chaos(signal, "--sample", "--seed", "7", "--row", "cart", "--plant", bug);
  expect(code, printed).toBe(1);
  expect(printed).toMatch(/FAILED cart: 50 checkouts/);
  expect(printed).toMatch(/Tests {2}0 passed, 1 failed/);
  const complaints = complaintsIn(printed);
  expect(complaints.length, printed).toBeGreaterThan(0);
  // Nothing but the bug is found: the row is red because of it.
  expect(complaints.filter((line) => !line.startsWith("I4 once: "))).toEqual([]);
});
