import type { Row } from "../run/stage.ts";
import { browsing } from "./browsing.ts";
import { clocks } from "./clocks.ts";
import { frozen } from "./frozen.ts";
import { killed } from "./killed.ts";
import { messages } from "./messages.ts";
import { network } from "./network.ts";
import { provider } from "./provider.ts";
import { buyersRace, cartRace, giftCardRace, refundRace } from "./races.ts";
import { restarts } from "./restarts.ts";
import { databases, redis } from "./servers.ts";
import { workers } from "./workers.ts";

/** The fault matrix, in the order in which it is run. */
export const rows: readonly Row[] = [
  killed,
  workers,
  provider,
  redis,
  databases,
  frozen,
  network,
  messages,
  clocks,
  buyersRace,
  cartRace,
  refundRace,
  giftCardRace,
  restarts,
  browsing,
];
