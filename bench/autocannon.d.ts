// autocannon ships no types; this is the part of it that is used here.
declare module "autocannon" {
  import type { EventEmitter } from "node:events";

  interface Options {
    readonly url: string;
    readonly method: "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly connections: number;
    readonly amount: number;
    /** Any other answer counts as a mismatch. */
    readonly expectBody: string;
  }

  interface Result {
    readonly errors: number;
    readonly mismatches: number;
    readonly non2xx: number;
    /** Seconds, rounded. */
    readonly duration: number;
  }

  export default function autocannon(options: Options): EventEmitter & PromiseLike<Result>;
}
