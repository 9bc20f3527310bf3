import type { Viewer } from "../identity/viewer.ts";

/** How one step of a process stands. */
export interface StepRecord {
  readonly name: string;
  readonly status: "WAITING" | "STARTED" | "AWAITING" | "DONE" | "FAILED" | "UNDONE";
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly error: string | null;
  /** How its undo failed, until it is done. Apart, since what the step itself had come to is to be seen afterwards. */
  readonly undo?: { readonly attempts: number; readonly error: string } | null;
}

/** A problem as it is stored. */
export type StoredProblem = { readonly __typename: string } & Record<string, unknown>;

/** A process as PostgreSQL remembers it. */
export interface ProcessRow {
  readonly id: string;
  readonly name: string;
  readonly subject: string | null;
  readonly owner: string;
  readonly inputHash: string;
  readonly viewer: Viewer;
  readonly state: unknown;
  readonly steps: readonly StepRecord[];
  /** The step that is next, forward or back. */
  readonly step: number;
  readonly direction: "FORWARD" | "BACK";
  readonly status: "RUNNING" | "SUCCEEDED" | "REFUSED";
  readonly problem: StoredProblem | null;
  /** Failed attempts of the step that is next. */
  readonly attempts: number;
  readonly dueAt: Date;
  /** Whether an instance drives it, or did until it fell silent. */
  readonly leased: boolean;
  /** Since when somebody may have been answered although it was not over. */
  readonly answeredAt: Date | null;
  /** The problem that it is to end with, because it was aborted. */
  readonly abort: StoredProblem | null;
  readonly traceparent: string | null;
}

/** A process with the lease of whoever drives it now. */
export interface Claimed {
  readonly row: ProcessRow;
  readonly lease: string;
}

/** A row of kit_process as `to_jsonb` gives it. */
export type StoredProcess = Pick<
  ProcessRow,
  "id" | "name" | "subject" | "owner" | "viewer" | "state" | "steps" | "step" | "direction" | "status" | "problem"
> &
  Pick<ProcessRow, "attempts" | "abort" | "traceparent"> & {
    readonly input_hash: string;
    readonly due_at: string;
    readonly lease: string | null;
    readonly lease_until: string | null;
    readonly answered_at: string | null;
  };

export function rowOf(stored: StoredProcess): ProcessRow {
  const { input_hash, due_at, lease: _, lease_until, answered_at, ...same } = stored;
  return {
    ...same,
    inputHash: input_hash,
    dueAt: new Date(due_at),
    leased: lease_until !== null,
    answeredAt: answered_at === null ? null : new Date(answered_at),
  };
}

/** The step that is next; undefined when there is none left. */
export const nextStep = ({ steps, step }: ProcessRow): StepRecord | undefined => steps[step];

/** Whether a process waits for something outside, or to be woken. */
export const awaits = (row: ProcessRow): boolean =>
  row.status === "RUNNING" && row.direction === "FORWARD" && !row.leased && nextStep(row)?.status === "AWAITING";
