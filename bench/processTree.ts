import { readdirSync, readFileSync } from "node:fs";

/** A process and what it keeps in memory; what it shares with others is divided among them. */
export interface Resident {
  readonly pid: number;
  readonly program: string;
  readonly bytes: number;
}

/** Memory of a process and of all that came of it. Linux only: elsewhere what is shared cannot be divided. */
export function residents(ancestor: number): Resident[] {
  return familyOf(ancestor).flatMap((pid) => {
    const kib = /^Pss:\s+(\d+) kB/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`))?.[1];
    const program = readIfThere(`/proc/${pid}/comm`).trim();
    return kib === undefined ? [] : [{ pid, program, bytes: Number(kib) * 1024 }];
  });
}

/** Seconds of CPU that a process and all that came of it have used, also those of it that have ended. Linux only. */
export function cpuSeconds(ancestor: number): number {
  const ticks = familyOf(ancestor).flatMap((pid) => statOf(pid).slice(11, 15).map(Number));
  return ticks.reduce((total, used) => total + used, 0) / 100;
}

/** Seconds of CPU that each process of a family has used itself so far, with the command it was started by. Linux only. */
export function cpuByProcess(
  ancestor: number,
): { readonly pid: number; readonly command: string; readonly seconds: number }[] {
  return familyOf(ancestor).map((pid) => {
    const command = readIfThere(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
    const [user = 0, system = 0] = statOf(pid).slice(11, 13).map(Number);
    return { pid, command, seconds: (user + system) / 100 };
  });
}

function familyOf(ancestor: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    parents.set(Number(entry), Number(statOf(Number(entry))[1]));
  }
  const belongs = (pid: number): boolean => {
    if (pid === ancestor) return true;
    const parent = parents.get(pid);
    return parent !== undefined && belongs(parent);
  };
  return [...parents.keys()].filter(belongs);
}

/** What Linux says of a process, from its state on. */
function statOf(pid: number): string[] {
  const stat = readIfThere(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // It has ended meanwhile, and keeps nothing.
    return "";
  }
}
