import { readSupergraphConfig } from "@madang/contracts";
import { CallFailed } from "@madang/service-kit";
import { inconsistenciesOf } from "../calls/inconsistencies.ts";
import type { Context } from "../context.ts";
import { acrossRooms } from "./acrossRooms.ts";

/** Less than the router waits for the whole report. */
const patienceMs = 3_500;

interface Finding {
  readonly room: string;
  readonly check: string;
  readonly subject: string;
  readonly detail: string;
}

/** What the rooms find wrong, each in its own database, and what is different between them. */
export async function consistencyReport(context: Context) {
  const at = await context.now();
  const rooms = readSupergraphConfig().map(({ name }) => name);
  const asked = [
    ...rooms.map((room) => ({ room, findings: inRoom(context, room) })),
    ...acrossRooms(context, at).map(({ room, check, findings }) => ({
      room,
      findings: findings.then((found) => found.map((one) => ({ room: "analytics", check, ...one }))),
    })),
  ];
  const answers = await Promise.all(asked.map(({ findings }) => inTime(findings)));
  return {
    inconsistencies: answers.flatMap((findings) => findings ?? []),
    missing: rooms.filter((room) => asked.some((one, i) => one.room === room && answers[i] === null)),
    at,
  };
}

async function inRoom({ call }: Context, room: string): Promise<Finding[]> {
  return (await call(inconsistenciesOf(room), {})).map((found) => ({ room, ...found }));
}

/** Null for what did not answer, or not soon enough. */
async function inTime(findings: Promise<Finding[]>): Promise<Finding[] | null> {
  const { promise: over, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), patienceMs);
  try {
    return await Promise.race([findings.catch(nothingFromRoom), over]);
  } finally {
    clearTimeout(timer);
  }
}

function nothingFromRoom(error: unknown): null {
  if (error instanceof CallFailed) return null;
  throw error;
}
