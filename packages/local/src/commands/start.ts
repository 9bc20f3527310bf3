import { environment } from "../env.ts";
import { prepareGround } from "../launcher/launch.ts";
import { stayUp } from "../launcher/main.ts";
import { step } from "../launcher/progress.ts";
import { welcome } from "../launcher/welcome.ts";

const processes = process.argv.includes("--processes");

await stayUp(async (stack, stop) => {
  const ground = await prepareGround(stack, environment(), processes, stop);
  const { names, ports, settingsOf } = ground;
  const services = await step(
    processes ? "Starting a process for each service and role" : "Starting the services",
    async () => {
      if (processes) return (await import("../services/processes.ts")).startProcesses(names, ports, settingsOf, stop);
      return (await import("../services/inProcess.ts")).startInProcess(names, ports, settingsOf);
    },
  );
  stack.use(services);
  await welcome(ground);
});
