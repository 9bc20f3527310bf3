import { badInput, type Viewer } from "@madang/service-kit";
import { localesFor } from "../domain/locale.ts";
import type { Tx } from "./database.ts";

export interface Channel {
  readonly code: string;
  readonly name: string;
  readonly defaultCurrency: string;
  readonly currencies: string[];
  readonly locales: string[];
  readonly countries: string[];
}

/** What texts, prices and publication depend on. */
export interface Market {
  readonly channel: Channel;
  /** Languages to look for a text in, best first. */
  readonly locales: readonly string[];
  readonly currency: string;
}

export const channelCodeForm = /^[A-Za-z0-9._-]{1,64}$/;

export const channels = (db: Tx): Promise<Channel[]> => db.channel.findMany({ orderBy: { code: "asc" } });

export const channelOf = async (db: Tx, code: string): Promise<Channel | null> =>
  channelCodeForm.test(code) ? db.channel.findUnique({ where: { code } }) : null;

/** The market of whoever asks. */
export async function marketOf(db: Tx, viewer: Pick<Viewer, "channel" | "locale" | "currency">): Promise<Market> {
  const channel = await channelOf(db, viewer.channel);
  if (!channel) throw badInput("There is no such channel.");
  return {
    channel,
    locales: localesFor(viewer.locale, channel.locales),
    currency: viewer.currency ?? channel.defaultCurrency,
  };
}
