// Loaded into every service that is a process of its own: it must not outlive a launcher that was killed.
import { parentPid } from "../env.ts";
import { watchParent } from "../launcher/signals.ts";

watchParent(parentPid(), () => process.kill(process.pid, "SIGTERM"));
