import { readdirSync, readFileSync } from "node:fs";

/** A process and what it keeps in memory; what it shares with others is divided among them. */
export interface Resident {
  readonly pid: number;
  readonly program: string;
  readonly bytes: number;
}

/** A process and all that came of it. Linux only: elsewhere memory that is shared cannot be divided. */
export function residents(ancestor: number): Resident[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readIfThere(`/proc/${entry}/stat`);
    parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const belongs = (pid: number): boolean => {
    if (pid === ancestor) return true;
    const parent = parents.get(pid);
    return parent !== undefined && belongs(parent);
  };
  return [...parents.keys()].filter(belongs).flatMap((pid) => {
    const kib = /^Pss:\s+(\d+) kB/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`))?.[1];
    const program = readIfThere(`/proc/${pid}/comm`).trim();
    return kib === undefined ? [] : [{ pid, program, bytes: Number(kib) * 1024 }];
  });
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // It has ended meanwhile, and keeps nothing.
    return "";
  }
}
