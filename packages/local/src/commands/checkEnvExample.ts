import { checkEnvExample } from "../checks/envExample.ts";

const complaint = await checkEnvExample(process.argv.includes("--write"));
process.stdout.write(complaint ? `${complaint}\n` : ".env.example says what the code reads.\n");
process.exitCode = complaint ? 1 : 0;
