import process from "node:process";
import { startMailbox } from "@madang/local";

// The mail box as a process of its own.
const [smtpPort = "", httpPort = "", dir = ""] = process.argv.slice(2);
const mailbox = await startMailbox({ smtpPort: Number(smtpPort), httpPort: Number(httpPort), dir });
process.once("SIGTERM", () => void mailbox.stop().then(() => process.exit(0)));
