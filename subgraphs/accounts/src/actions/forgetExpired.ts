import type { Work } from "../context.ts";
import { deleteExpired } from "../data/sessions.ts";

/** Forgets refresh tokens that are over, and the sessions that end with them. */
export const forgetExpired = ({ tx, now }: Work) => deleteExpired(tx, now);
