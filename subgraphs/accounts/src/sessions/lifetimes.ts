import type { Settings } from "../env.ts";

/** How long a key signs. */
export const rotationMs = ({ ACCESS_TOKEN_KEY_DAYS }: Pick<Settings, "ACCESS_TOKEN_KEY_DAYS">) =>
  ACCESS_TOKEN_KEY_DAYS * 86_400_000;

/** How long an access token lives. */
export const tokenMs = ({ ACCESS_TOKEN_MINUTES }: Pick<Settings, "ACCESS_TOKEN_MINUTES">) =>
  ACCESS_TOKEN_MINUTES * 60_000;
