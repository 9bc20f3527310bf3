// Loaded into every service that is a process of its own: it must not outlive a launcher that was killed.
import { watchParent } from "../launcher/signals.ts";

watchParent(process.env["MADANG_PARENT"], () => process.kill(process.pid, "SIGTERM"));
