export { type SandboxProcess, startSandboxProcess } from "./startSandboxProcess.ts";
export { startWebhookReceiver, type WebhookReceiver } from "./startWebhookReceiver.ts";
