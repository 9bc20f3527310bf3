import { environment } from "../env.ts";
import { prepareGround } from "../launcher/launch.ts";
import { stayUp } from "../launcher/main.ts";
import { step } from "../launcher/progress.ts";
import { welcome } from "../launcher/welcome.ts";
import { startDevelopment } from "../services/development.ts";

await stayUp(async (stack, stop) => {
  const ground = await prepareGround(stack, environment(), false, stop);
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  stack.use(await step("Starting the services", () => startDevelopment(ground, say)));
  await welcome(ground);
});
