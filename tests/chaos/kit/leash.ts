import process from "node:process";

// Loaded first by every process of the matrix: none outlives a harness that was killed.
process.once("disconnect", () => process.exit(0));
// Waiting for that keeps no process alive.
process.channel?.unref();
