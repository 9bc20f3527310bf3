import { ContractError } from "./contractError.ts";

/** Runs a command: findings are printed as a list and end it with exit code 1. */
export async function report(command: () => Promise<void> | void): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    for (const finding of error.findings) process.stderr.write(`✗ ${finding}\n`);
    process.exitCode = 1;
  }
}
