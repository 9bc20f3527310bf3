import { notifications } from "@madang/notifications";
import { orders } from "@madang/orders";
import { payments } from "@madang/payments";
import type { Environment } from "@madang/service-kit";
import type { PlantedShop } from "./shop.ts";

type Provider = ReturnType<NonNullable<typeof payments.env>>["providers"]["all"][number];
type MailServer = ReturnType<NonNullable<typeof notifications.env>>["mailServer"];

/** Payments that ask the provider for the same money again under another key, whenever they take it. */
export function captureTwice({ payments: room, sandbox }: PlantedShop): Promise<AsyncDisposable> {
  const twice = (provider: Provider): Provider => ({
    ...provider,
    capture: async (request) => {
      const answer = await provider.capture(request);
      const { paymentId: reference, amount } = request;
      const again = { reference, amount: Number(amount.minor), currency: amount.currency, method: "card" };
      await sandbox.call(
        "POST",
        "/v1/payments",
        { ...again, token: "tok_ok", capture: "automatic" },
        `again-${reference}`,
      );
      return answer;
    },
  });
  return room.replacedBy({
    ...payments,
    env: (env) => {
      const settings = settingsOf(payments, env);
      const { providers } = settings;
      const named = (name: string) => {
        const found = providers.named(name);
        return found && twice(found);
      };
      return { ...settings, providers: { ...providers, named } };
    },
  });
}

/** Payments that hear nothing from their provider, and do not ask it of their own accord. */
export async function loseWebhooks({ payments: room, sandbox }: PlantedShop): Promise<AsyncDisposable> {
  await using planting = new AsyncDisposableStack();
  planting.use(await room.replacedBy({ ...payments, sweeps: [] }));
  await sandbox.faults([{ call: "webhook", fault: "never", rate: 1 }]);
  planting.defer(async () => void (await sandbox.faults([])));
  return planting.move();
}

/** Notifications that hand every mail to the mail server twice. */
export const mailTwice = sending((send) => async (mail) => {
  await send(mail);
  return await send(mail);
});

/** Notifications that do not believe the mail server when it has taken a mail, and try again. */
export function doubtMails(shop: PlantedShop): Promise<AsyncDisposable> {
  const sent = new Set<string>();
  return sending((send) => async (mail) => {
    const answer = await send(mail);
    if (sent.has(mail.messageId)) return answer;
    sent.add(mail.messageId);
    return { taken: false, final: false, error: "It said yes, and was not believed." };
  })(shop);
}

/** Notifications that hand mails over in another way. */
function sending(alter: (send: MailServer["send"]) => MailServer["send"]) {
  return ({ notifications: room }: PlantedShop): Promise<AsyncDisposable> =>
    room.replacedBy({
      ...notifications,
      env: (env) => {
        const settings = settingsOf(notifications, env);
        const { mailServer } = settings;
        return { ...settings, mailServer: { ...mailServer, send: alter(mailServer.send) } };
      },
    });
}

/** Orders that call every order confirmed. */
export const callConfirmed = ({ orders: room }: PlantedShop): Promise<AsyncDisposable> =>
  room.replacedBy({
    ...orders,
    resolvers: { ...orders.resolvers, Order: { ...orders.resolvers["Order"], status: () => "CONFIRMED" } },
  });

function settingsOf<Settings>(
  { name, env }: { readonly name: string; readonly env?: (env: Environment) => Settings },
  environment: Environment,
): Settings {
  if (!env) throw new Error(`${name} has no settings of its own.`);
  return env(environment);
}
