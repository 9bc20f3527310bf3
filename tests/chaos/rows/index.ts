import type { Row } from "../run/stage.ts";
import { clocks } from "./clocks.ts";
import { frozen } from "./frozen.ts";
import { killed } from "./killed.ts";
import { network } from "./network.ts";
import { buyersRace } from "./races.ts";
import { databases, redis } from "./servers.ts";
import { workers } from "./workers.ts";

/** The fault matrix, in the order in which it is run. */
export const rows: readonly Row[] = [killed, workers, redis, databases, frozen, network, clocks, buyersRace];
