import { type Clock, databaseClock } from "@madang/service-kit";

/** A clock that goes with the database until a test turns it. */
export type TestClock = Clock & {
  /** Stops it at that time. */
  set(time: Date): void;
  /** Puts it forward from where it stands or goes. */
  advance(milliseconds: number): void;
};

export function testClock(): TestClock {
  let stopped: Date | undefined;
  let ahead = 0;
  const clock = async (db: Parameters<Clock>[0]) => stopped ?? new Date((await databaseClock(db)).getTime() + ahead);
  return Object.assign(clock, {
    turned: () => ({ stoppedAt: stopped ?? null, aheadMs: ahead }),
    set(time: Date) {
      stopped = time;
    },
    advance(milliseconds: number) {
      if (stopped) stopped = new Date(stopped.getTime() + milliseconds);
      else ahead += milliseconds;
    },
  });
}
