import type { Route } from "@madang/service-kit";
import { findKnown, listUnknown, readTime } from "../actions/lookingAfter.ts";
import type { Background, Working } from "../context.ts";
import type { Tx } from "../data/database.ts";
import { apply, differs, isMoney } from "../processes/reconcile.ts";
import { type Provider, type ProviderEvent, ProviderUnavailable } from "../providers/provider.ts";

/**
 * Providers tell that something has changed. Nothing of what they send is believed but which payment it is about: that
 * is fetched. 200 says that it took effect, now or before; anything else has the provider try again.
 */
export const webhooks: Route<Tx> = {
  method: "POST",
  path: "/webhooks/:provider",
  handle: async ({ params, headers, rawBody }, background: Background) => {
    const provider = background.settings.providers.named(params["provider"] ?? "");
    if (!provider) return { status: 404 };
    const event = provider.verifyWebhook(headers, rawBody, await background.run(readTime, null));
    if (!event) return { status: 401 };
    try {
      return { status: await take(background, provider, event) };
    } catch (err) {
      if (!(err instanceof ProviderUnavailable)) throw err;
      background.log.warn({ err, event: event.id }, "A webhook is taken when the provider answers again");
      return { status: 503 };
    }
  },
};

async function take(working: Working, provider: Provider, { id, ref }: ProviderEvent): Promise<number> {
  if (ref === null) return 200;
  const payment = await provider.fetch({ paymentId: "", ref });
  if (!payment) return 202;
  const known = (await working.run(findKnown, { provider: provider.name, payments: [payment] })).get(payment.ref);
  if (known) {
    // Most tell of what was just asked for, and is in the books by now.
    if (differs(known, payment)) await apply(working, known, payment, { provider: provider.name, id });
    return 200;
  }
  if (isMoney(payment)) await working.run(listUnknown, { provider: provider.name, payments: [payment] });
  return 202;
}
