import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { program } from "./program.ts";

/** Answers that it is ready, and ends as it is told to. */
const source = `
import { createServer } from "node:http";
createServer((_, answer) => answer.end()).listen(Number(process.argv[2]), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
process.on("message", ({ signal }) => (signal ? process.kill(process.pid, signal) : process.exit(1)));
`;

it("A process that ended by itself is told of once, though somebody started it again, and one that was ended is not", async () => {
  await using cleaning = new AsyncDisposableStack();
  const dir = mkdtempSync(join(tmpdir(), "madang-program-"));
  cleaning.defer(() => rmSync(dir, { recursive: true, force: true }));
  const main = join(dir, "main.mjs");
  writeFileSync(main, source);
  const one = cleaning.use(
    await program({
      name: "one",
      main,
      args: (port) => [String(port)],
      env: () => ({}),
      ready: "/",
      logFile: join(dir, "one.log"),
    }),
  );
  const fellAfter = async (how: () => unknown) => {
    await one.start();
    await how();
    await one.ended();
    await one.start();
    await one.stop();
    return [one.takeFallen(), one.takeFallen()];
  };

  expect(await fellAfter(() => one.kill())).toEqual([false, false]);
  expect(await fellAfter(() => one.stop())).toEqual([false, false]);
  expect(await fellAfter(() => one.send({}))).toEqual([true, false]);
  expect(await fellAfter(() => one.send({ signal: "SIGABRT" }))).toEqual([true, false]);
  // What a room does to itself when a row told it to.
  expect(await fellAfter(() => one.send({ signal: "SIGKILL" }))).toEqual([false, false]);
});
