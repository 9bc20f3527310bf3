import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Rows } from "./measure.ts";

const shown = 8;

const cpuProfile = z.object({
  startTime: z.number(),
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
      children: z.array(z.number()).optional(),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

export type CpuProfile = z.output<typeof cpuProfile>;

/** The profiles that Node left in a folder, by the number of the process. */
export function readProfiles(folder: string): ReadonlyMap<number, CpuProfile> {
  const files = readdirSync(folder).filter((name) => name.endsWith(".cpuprofile"));
  return new Map(
    files.map((name) => [
      Number(name.split(".")[3]),
      cpuProfile.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))),
    ]),
  );
}

/** Where the time went between two moments in microseconds, idle time left out. */
export function summary(profile: CpuProfile, from: number, to: number): Rows {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const callers = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const owner = (id: number | undefined): string | null => {
    const frame = id === undefined ? undefined : frames.get(id);
    return frame ? (packageOf(frame) ?? owner(callers.get(id ?? 0))) : null;
  };
  const byPackage = new Map<string, number>();
  const byFunction = new Map<string, number>();
  const add = (sums: Map<string, number>, key: string, time: number) => sums.set(key, (sums.get(key) ?? 0) + time);
  let at = profile.startTime;
  let total = 0;
  for (const [i, id] of profile.samples.entries()) {
    const time = profile.timeDeltas[i] ?? 0;
    at += time;
    const frame = frames.get(id);
    if (!frame || at < from || at > to || frame.functionName === "(idle)") continue;
    total += time;
    const isVirtualMachine = frame.url === "" && frame.functionName.startsWith("(");
    const where = isVirtualMachine ? frame.functionName : (owner(id) ?? "Node alone");
    add(byPackage, where, time);
    add(byFunction, isVirtualMachine ? where : `${frame.functionName || "(anonymous)"} for ${where}`, time);
  }
  const top = (sums: ReadonlyMap<string, number>) => [...sums].toSorted(([, a], [, b]) => b - a).slice(0, shown);
  const share = (time: number | undefined) => (time === undefined ? "" : `${((100 * time) / total).toFixed(1)} %`);
  const functions = top(byFunction);
  return [
    ["package, with what Node does for it", "time", "function", "own time"],
    ...top(byPackage).map(([name, time], i) => [name, share(time), functions[i]?.[0] ?? "", share(functions[i]?.[1])]),
  ];
}

/** The package that a function belongs to; null for what is Node's or V8's own. */
function packageOf({ url }: { readonly url: string }): string | null {
  if (url === "" || url.startsWith("node:")) return null;
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  return name ?? /\/((?:packages\/|subgraphs\/)?[^/]+)\/src\//.exec(url)?.[1] ?? url;
}
