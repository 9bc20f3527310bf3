import type { Messages } from "@madang/service-kit";

/** Nothing here fails in ways of its own. */
export const messages = { en: {}, ko: {} } as const satisfies Messages;
