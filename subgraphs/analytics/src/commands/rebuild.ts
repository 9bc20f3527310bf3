import { anonymous, createService } from "@madang/service-kit";
import { rebuildFigures } from "../actions/rebuildFigures.ts";
import { commandEnvironment } from "../env.ts";
import { analytics } from "../subgraph.ts";

const service = await createService(analytics, { env: commandEnvironment() });
try {
  const { events, changed, durationMs } = await service.contextFor(anonymous).run(rebuildFigures, {});
  const outcome = changed ? "some were different, which is a fault" : "none was different";
  process.stdout.write(`The figures were made again from ${events} events in ${durationMs} ms; ${outcome}.\n`);
} finally {
  await service.close();
}
