import process from "node:process";
import type { Environment } from "@madang/service-kit";

/** What a command reads. It may take every event there is: minutes, not the seconds that a request has. */
export const commandEnvironment = (): Environment => ({ DATABASE_STATEMENT_TIMEOUT_MS: "600000", ...process.env });
