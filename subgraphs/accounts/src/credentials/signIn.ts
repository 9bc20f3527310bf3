import { problem } from "@madang/service-kit";
import { startSession } from "../actions/startSession.ts";
import type { Context } from "../context.ts";
import { credentialsOf } from "../data/accounts.ts";
import { answerSession } from "../sessions/answerSession.ts";

/**
 * What comes before the transaction of signing in: limits and the password, since nothing that takes long may hold
 * a connection. A wrong password and an unknown address cost the same and look the same.
 */
export async function signIn(context: Context, { email, password }: { email: string; password: string }) {
  const { db, run, tell, viewer, settings } = context;
  const { attempts, passwords } = settings;
  const wait = await attempts.take("signIn", { email, client: viewer.client });
  if (wait !== null) return tell(problem("TooManyAttempts", { retryAfterSeconds: wait }));

  const known = await credentialsOf(db, email);
  const matches = await passwords.verify(known?.passwordHash ?? null, password);
  if (!known || !matches) return tell(problem("WrongCredentials"));

  await attempts.forgive("signIn", email);
  const passwordHash = passwords.isOutdated(known.passwordHash) ? await passwords.hash(password) : null;
  const started = await run(startSession, { accountId: known.id, passwordHash });
  return "refreshToken" in started ? answerSession(context, started) : started;
}
