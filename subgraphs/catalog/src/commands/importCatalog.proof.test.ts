import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { startTestSubgraph } from "@madang/testkit";
import { expect, it } from "vitest";
import { catalog } from "../subgraph.ts";

const root = join(import.meta.dirname, "../../../..");
const whole = join(process.env["MADANG_DATA"] ?? join(root, "../shared/data"), "online-retail.csv.gz");

// The whole file is not ours to ship; without it, its first 20,000 lines are proof of the same.
const file = existsSync(whole)
  ? { path: whole, name: "the whole retail file", lines: "541,909", codes: "4,070", products: 3_809, sum: 1_472_948n }
  : {
      path: join(root, "fixtures/retail/online-retail-20000.csv.gz"),
      name: "the first 20,000 lines of the retail file",
      lines: "19,999",
      codes: "2,408",
      products: 2_341,
      sum: 961_364n,
    };

it(`imports ${file.name} once, however often the command is killed in the middle`, async () => {
  await using shop = await startTestSubgraph(catalog);
  const dir = mkdtempSync(join(tmpdir(), "madang-import-"));
  const rejects = join(dir, "rejects.csv");
  const start = () => {
    const command = join(import.meta.dirname, "importCatalog.ts");
    const child = spawn(process.execPath, [command, file.path, "--map", "retail", "--rejects", rejects], {
      env: { PATH: process.env["PATH"], DATABASE_URL_CATALOG: shop.databaseUrl },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { text: "" };
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        said.text += chunk;
      });
    return { child, said, ended: once(child, "exit") };
  };

  for (const enough of [1, 1_000]) {
    const { child, ended } = start();
    while (child.exitCode === null && (await shop.db.product.count()) < enough)
      await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill("SIGKILL");
    await ended;
  }
  const { said, ended } = start();
  expect(await ended).toEqual([0, null]);
  expect(said.text.split("\n")).toEqual(
    expect.arrayContaining([
      expect.stringMatching(new RegExp(`^lines +${file.lines}$`)),
      expect.stringMatching(new RegExp(`^codes as written +${file.codes}$`)),
    ]),
  );

  expect(await shop.db.price.aggregate({ _count: true, _sum: { minor: true } })).toEqual({
    _count: file.products,
    _sum: { minor: file.sum },
  });
  const events = await shop.published();
  expect(new Set(events.map(({ subject }) => subject)).size).toBe(file.products);
  expect(events).toHaveLength(file.products);
  const refused = readFileSync(rejects, "utf8").trimEnd().split("\n").length - 1;
  expect(file.products + refused).toBe(Number(file.codes.replace(",", "")));
  rmSync(dir, { recursive: true });
});
