import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { Domain } from "./domains.ts";
import { prismaEnvironment } from "./env.ts";

export type PrismaOptions = { readonly url?: string; readonly stdio: "inherit" | "pipe" };

/** Runs the ordinary Prisma CLI for one domain, with our engine behind it. */
export async function runPrisma(
  domain: Domain,
  args: readonly string[],
  { url, stdio }: PrismaOptions,
): Promise<{ status: number; output: string }> {
  const cli = join(dirname(createRequire(import.meta.url).resolve("prisma/package.json")), "build/index.js");
  const config = resolve(import.meta.dirname, "../../../prisma/prisma.config.ts");
  const child = spawn(process.execPath, [cli, ...args, "--config", config], {
    env: prismaEnvironment(domain, url),
    stdio: [stdio === "pipe" ? "ignore" : stdio, stdio, stdio],
  });
  let output = "";
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on("data", collect);
  child.stderr?.on("data", collect);
  const { promise, resolve: done, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("close", done);
  return { status: (await promise) ?? 1, output };
}
