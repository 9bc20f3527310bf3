import { runService } from "@madang/service-kit";
import { accounts } from "./subgraph.ts";

await runService(accounts);
