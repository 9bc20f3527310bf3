import type { Messages } from "@madang/service-kit";

/** It has no problems of its own. */
export const messages = { en: {}, ko: {} } as const satisfies Messages;
