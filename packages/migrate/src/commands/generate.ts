import { generateClients } from "../generateClients.ts";

const made = await generateClients();
process.stdout.write(
  made.length === 0 ? "Prisma clients are current.\n" : `Made the Prisma clients of ${made.join(", ")}.\n`,
);
