import { problem, unavailable } from "@madang/service-kit";
import { wantPaymentsCaptured, wantPaymentsVoided, wantRefund } from "../actions/orderMoney.ts";
import { requestPayments } from "../actions/requestPayments.ts";
import type { Context, Working } from "../context.ts";
import type { Books } from "../domain/books.ts";
import { nextCall } from "../domain/nextCall.ts";
import { type Standing, standingOf } from "../domain/standing.ts";
import { ProviderUnavailable } from "../providers/provider.ts";
import { drive, driveAll, look } from "./drive.ts";

// What orders asks for. Each writes down first what is to become of the payments, then asks the providers for it; a
// repeat goes on from wherever the last one came to.

/** Asks every payment of an order for its part: all of them or none. */
export async function authorizePayments(context: Context, input: object) {
  const requested = await context.run(requestPayments, input);
  if (!("asked" in requested)) return requested;
  const { books, tokens, repeated } = requested.asked;
  const known = repeated ? await lookAgain(context, books) : books;
  const done = await answering(() => authorizeEach(context, known, tokens));
  return context.tell(answerOf(standingOf(await letGoOf(context, done)), done));
}

/** One after the other: those behind one that came to nothing are not asked. */
async function authorizeEach(working: Working, books: Books, tokens: ReadonlyMap<string, string>): Promise<Books> {
  let known = books;
  for (const { id } of books.payments) {
    const { status } = standingOf(known);
    if (status === "DECLINED" || status === "EXPIRED" || status === "OVER") break;
    known = await drive(working, known, id, tokens.get(id) ?? "");
  }
  return known;
}

/** The shopper may have acted, and the webhook may be late. Without an answer it stands as it is known. */
async function lookAgain(working: Working, books: Books): Promise<Books> {
  let known = books;
  for (const payment of books.payments.filter(({ status }) => status === "ACTION_REQUIRED"))
    known = await orLater(working, known, () => look(working, payment));
  return known;
}

/** Lets go of what is not wanted any more. The answer does not wait for a provider that is away: the sweep asks it. */
async function letGoOf(working: Working, books: Books): Promise<Books> {
  const left = books.payments.some((payment) => (nextCall(books, payment)?.call ?? "AUTHORIZE") !== "AUTHORIZE");
  return left ? await orLater(working, books, () => driveAll(working, books)) : books;
}

/** Takes what was authorized. */
export async function capturePayments(context: Context, orderId: string) {
  const wanted = await context.run(wantPaymentsCaptured, { orderId });
  if (!("books" in wanted)) return wanted;
  const books = await answering(() => driveAll(context, wanted.books));
  const standing = standingOf(books);
  if (standing.status === "CAPTURED") return { status: "CAPTURED" as const, nextAction: null };
  return context.tell(problem(standing.status === "OVER" ? "PaymentsOver" : "PaymentNotCaptured"));
}

/** Lets go of everything, and gives back what was taken. */
export async function voidPayments(context: Context, orderId: string) {
  const books = await context.run(wantPaymentsVoided, { orderId });
  if (books) await answering(() => driveAll(context, books));
  return { orderId };
}

/** Gives money back. It is owed from the moment that it is written down; a provider that is away is asked later. */
export async function refundPayments(context: Context, input: { readonly orderId: string }) {
  const wanted = await context.run(wantRefund, input);
  if (!("books" in wanted)) return wanted;
  await letGoOf(context, wanted.books);
  return { orderId: input.orderId, amountMinor: wanted.amount.toString() };
}

/** Whoever asked tries again later; it goes on from where this came to. */
async function answering<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderUnavailable) throw unavailable();
    throw error;
  }
}

async function orLater(working: Working, books: Books, work: () => Promise<Books>): Promise<Books> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error;
    working.log.warn({ err: error, orderId: books.order.id }, "A payment provider is asked again later");
    return books;
  }
}

function answerOf(standing: Standing, books: Books) {
  switch (standing.status) {
    case "UNKNOWN":
      throw unavailable();
    case "OVER":
      return problem("PaymentsOver");
    case "EXPIRED":
      return problem("PaymentExpired");
    case "DECLINED": {
      const { position: index, declineCode } = standing.payment;
      return problem("PaymentDeclined", { index, declineCode });
    }
    case "ACTION_REQUIRED":
    case "AUTHORIZED":
    case "CAPTURED":
      return shown(standing, books);
  }
}

/** A standing as the graph shows it. */
export function shown(standing: Standing, { order }: Pick<Books, "order">) {
  switch (standing.status) {
    case "AUTHORIZED":
    case "CAPTURED":
      return { status: standing.status, nextAction: null };
    case "ACTION_REQUIRED":
    case "UNKNOWN":
      return {
        status: "ACTION_REQUIRED" as const,
        nextAction: standing.status === "UNKNOWN" ? null : actionOf(standing.payment, order),
      };
    default:
      return { status: "VOIDED" as const, nextAction: null };
  }
}

function actionOf({ nextAction, amount, currency }: Books["payments"][number], { expiresAt }: Books["order"]) {
  if (!nextAction) return null;
  const nothing = { redirectUrl: null, bank: null, accountNumber: null, holder: null };
  if (nextAction.type === "REDIRECT")
    return {
      ...nothing,
      type: "REDIRECT",
      redirectUrl: nextAction.url,
      amountMinor: amount.toString(),
      currency,
      expiresAt,
    };
  const { type, bank, accountNumber, holder, dueAt } = nextAction;
  return { ...nothing, type, bank, accountNumber, holder, amountMinor: amount.toString(), currency, expiresAt: dueAt };
}
