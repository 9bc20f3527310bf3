import { anonymous, createService } from "@madang/service-kit";
import { rebuildFigures } from "../actions/rebuildFigures.ts";
import { analytics } from "../subgraph.ts";

// It reads every event there is: minutes, not the seconds that a request may take.
const env = { DATABASE_STATEMENT_TIMEOUT_MS: "600000", ...process.env };
const service = await createService(analytics, { env });
try {
  const { rows } = await service.contextFor(anonymous).run(rebuildFigures, {});
  process.stdout.write(`The figures were made again: ${rows} rows of days and markets.\n`);
} finally {
  await service.close();
}
