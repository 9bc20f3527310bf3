import process from "node:process";
import { readProfiles, summary } from "../cpuProfile.ts";
import type { Bench } from "../measure.ts";
import { openShop, temporaryFolder } from "../shop.ts";
import { startRouter } from "./startRouter.ts";

const amount = 4_000;

/** Where the router's time goes while it answers product pages: by package, with what Node does for it, and by function. */
export const benchProfile: Bench = async (say) => {
  using home = temporaryFolder();
  await using shop = await openShop({ home: home.path, processes: true });
  const nodeArgs = ["--cpu-prof", `--cpu-prof-dir=${home.path}`];
  const router = await startRouter(shop, home.path, { source: "ours", port: shop.base + 60, nodeArgs });
  let began = 0n;
  let ended = 0n;
  try {
    await router.load(1_500);
    say(`profiling ${amount} requests`);
    began = process.hrtime.bigint();
    await router.load(amount);
    ended = process.hrtime.bigint();
  } finally {
    await router[Symbol.asyncDispose]();
  }
  const [profile] = readProfiles(home.path).values();
  if (!profile) throw new Error("The router left no profile.");
  // Profiles and hrtime are both told by the system's one monotonic clock.
  return summary(profile, Number(began / 1_000n), Number(ended / 1_000n));
};
