import { checkInput, isProblem, problem } from "@madang/service-kit";
import { registration } from "../actions/inputs.ts";
import { register as registerAction } from "../actions/register.ts";
import type { Context } from "../context.ts";

/**
 * What comes before the transaction of registering: limits and the hash, since nothing that takes long may hold a
 * connection. Known and unknown addresses cost the same here.
 */
export async function register({ run, tell, viewer, settings }: Context, input: object) {
  const checked = checkInput(registration, input);
  if (isProblem(checked)) return tell(checked);
  const { password, locale, ...rest } = checked;
  const wait = await settings.attempts.take("register", { email: rest.email, client: viewer.client });
  if (wait !== null) return tell(problem("TooManyAttempts", { retryAfterSeconds: wait }));
  const passwordHash = await settings.passwords.hash(password);
  return run(registerAction, { ...rest, locale: locale ?? viewer.locale, passwordHash });
}
