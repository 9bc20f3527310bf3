import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { brokenLinks } from "./links.ts";

describe("the links in the documents", () => {
  it("all lead to a file, and to a heading where they name one", () => {
    expect(brokenLinks(resolve(import.meta.dirname, "../.."))).toEqual([]);
  });

  it("are found to lead nowhere, and only those", () => {
    const root = mkdtempSync(join(tmpdir(), "madang-links-"));
    try {
      mkdirSync(join(root, "docs", "node_modules"), { recursive: true });
      writeFileSync(join(root, "code.ts"), "");
      writeFileSync(join(root, "docs", "node_modules", "foreign.md"), "[gone](gone.md)");
      writeFileSync(
        join(root, "README.md"),
        [
          "# Of `code_names` & more",
          "## Twice",
          "## Twice",
          "[code](code.ts) [`code`](docs/a.md#a) [here](#of-code_names--more) [second](#twice-1)",
          "[site](https://example.com/x.md) `[none](none.md)`",
          "```",
          "[none](none.md)",
          "# No heading",
          "```",
          "[gone](docs/gone.md) [third](#twice-2) [fenced](#no-heading) ![picture](docs/gone.svg)",
          '[line](code.ts#L1) [out](../else.md) [made](docs/node_modules/foreign.md) <img src="gone.png">',
          "[by name]: gone.txt",
        ].join("\n"),
      );
      writeFileSync(join(root, "docs", "a.md"), "# A\n[up](../README.md) [nowhere](../README.md#b)\n");
      expect(brokenLinks(root)).toEqual([
        "README.md: docs/gone.md (no such file)",
        "README.md: #twice-2 (no such heading)",
        "README.md: #no-heading (no such heading)",
        "README.md: docs/gone.svg (no such file)",
        "README.md: code.ts#L1 (an anchor in what is no Markdown)",
        "README.md: ../else.md (outside the repository)",
        "README.md: docs/node_modules/foreign.md (not committed)",
        "README.md: gone.txt (no such file)",
        "README.md: gone.png (no such file)",
        "docs/a.md: ../README.md#b (no such heading)",
      ]);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
