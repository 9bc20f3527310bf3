import { parentPid } from "../env.ts";

// A Ctrl-C comes from the terminal and once more from npm and from the bootstrap, which pass it on.
const sameKeyPress = 700;

/** Calls `stop` at the first signal, or when the process that started this one is gone, and `force` at a later signal. */
export function onStopRequest(stop: (reason: string) => void, force: () => void): void {
  let first: number | undefined;
  const asked = (reason: string) => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      stop(reason);
    } else if (now - first > sameKeyPress) force();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => asked(signal));
  watchParent(parentPid(), () => asked("the process that started this one is gone"));
}

/** Tells when the parent process dies, however it dies. */
export function watchParent(parent: string | undefined, gone: () => void): void {
  if (parent !== String(process.ppid)) return;
  const watch = setInterval(() => {
    if (String(process.ppid) === parent) return;
    clearInterval(watch);
    gone();
  }, 300);
  watch.unref();
}
