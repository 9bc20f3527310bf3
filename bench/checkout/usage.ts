import process from "node:process";
import { cpuByProcess } from "../processTree.ts";

/** Seconds of CPU by who used them: `orders api`, `PostgreSQL orders`, `router`. */
export type Usage = ReadonlyMap<string, number>;

interface Sample {
  readonly who: string;
  readonly seconds: number;
}

export type Samples = ReadonlyMap<number, Sample>;

/** The process that measures. */
export const shoppers = "these shoppers";

/** What every process of a shop has used until now, and this process. */
export function sample(shopPid: number): Samples {
  const { user, system } = process.cpuUsage();
  return new Map([
    ...cpuByProcess(shopPid).map(({ pid, command, seconds }) => [pid, { who: whoIs(command), seconds }] as const),
    [process.pid, { who: shoppers, seconds: (user + system) / 1e6 }],
  ]);
}

/** What was used between two moments. A process that ended meanwhile is left out: none does while it is needed. */
export function used(before: Samples, after: Samples): Usage {
  const sums = new Map<string, number>();
  for (const [pid, { who, seconds }] of after)
    sums.set(who, (sums.get(who) ?? 0) + seconds - (before.get(pid)?.seconds ?? 0));
  return sums;
}

/** All of it, without those who shop. */
export const shopUse = (usage: Usage) =>
  [...usage].reduce((sum, [who, seconds]) => (who === shoppers ? sum : sum + seconds), 0);

function whoIs(command: string): string {
  const [, subgraph, role = ""] = /subgraphs\/([^/]+)\/src\/main\.ts ?(\w*)/.exec(command) ?? [];
  if (subgraph) return `${subgraph} ${role}`.trim();
  if (command.includes("/router/src/main.ts")) return "router";
  if (command.includes("payment-sandbox")) return "payment sandbox";
  if (command.includes("commands/start.ts")) return "launcher and mail box";
  if (/redis|valkey/.test(command)) return "Redis";
  const [, backend] = /^postgres: (\S+) \S+ 127\.0\.0\.1/.exec(command) ?? [];
  if (backend) return `PostgreSQL ${backend}`;
  return command.includes("postgres") ? "PostgreSQL itself" : "others";
}
