import { join } from "node:path";
import { domains } from "../domains.ts";
import { generateClients } from "../generateClients.ts";

// The kit's tests have a small domain of their own.
const fixtures = join(import.meta.dirname, "../../../../tests/kit/fixtures");
const made = await generateClients([...domains(), ...domains(fixtures)]);
process.stdout.write(
  made.length === 0 ? "Prisma clients are current.\n" : `Made the Prisma clients of ${made.join(", ")}.\n`,
);
