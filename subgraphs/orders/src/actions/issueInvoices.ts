import type { Work } from "../context.ts";
import { numberInvoices } from "../data/invoices.ts";

/** Gives invoices their numbers. How many it were. */
export const issueInvoices = ({ tx, now }: Work, _: undefined): Promise<number> => numberInvoices(tx, now);
