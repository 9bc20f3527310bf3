import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { z } from "zod";

/** The lines of one SKU of an invoice, summed: pieces that were bought or, of a cancellation, given back. */
export interface InvoiceLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface Invoice {
  readonly number: string;
  /** Null where the file names none. */
  readonly customer: string | null;
  readonly country: string;
  readonly lines: readonly InvoiceLine[];
  /** Lines that are no sale, with their reason, and pieces as the file has them: those given back are below zero. */
  readonly refused: readonly (InvoiceLine & { readonly reason: string })[];
}

const record = z.object({
  InvoiceNo: z.string().min(1),
  StockCode: z.string().trim().toUpperCase(),
  Quantity: z.coerce.number().int(),
  UnitPrice: z.coerce.number(),
  // Written as a number with a fraction: 17850.0
  CustomerID: z.string().transform((text) => text.replace(/\.0$/, "")),
  Country: z.string(),
});
type Record = z.output<typeof record>;

/** The first invoices of the retail file, in its order. */
export async function readInvoices(path: string, first: number): Promise<Invoice[]> {
  const byNumber = new Map<string, Record[]>();
  const bytes = createReadStream(path);
  const text = (await isGzip(path)) ? bytes.pipe(createGunzip()) : bytes;
  for await (const row of text.pipe(parse({ columns: true }))) {
    const line = record.parse(row);
    const known = byNumber.get(line.InvoiceNo);
    // Lines of an invoice stand together but for a few, so the file is read to its end all the same.
    if (known) known.push(line);
    else if (byNumber.size < first) byNumber.set(line.InvoiceNo, [line]);
  }
  return [...byNumber].map(([number, lines]) => invoiceOf(number, lines));
}

export const isCancellation = ({ number }: Pick<Invoice, "number">) => number.startsWith("C");

function invoiceOf(number: string, records: readonly Record[]): Invoice {
  const sums = new Map<string, number>();
  const refused: (InvoiceLine & { reason: string })[] = [];
  for (const { StockCode: sku, Quantity: quantity, UnitPrice: price } of records) {
    const reason = refusalOf(isCancellation({ number }), quantity, price);
    if (reason === null) sums.set(sku, (sums.get(sku) ?? 0) + Math.abs(quantity));
    else refused.push({ sku, quantity, reason });
  }
  const [head] = records;
  return {
    number,
    customer: head?.CustomerID || null,
    country: head?.Country ?? "",
    lines: [...sums].map(([sku, quantity]) => ({ sku, quantity })),
    refused,
  };
}

function refusalOf(cancels: boolean, quantity: number, price: number): string | null {
  if (cancels) return quantity < 0 ? null : "a cancellation of pieces that were not given back";
  if (quantity <= 0) return "a correction of the stock, no sale";
  return price > 0 ? null : "a price of zero or less, no sale";
}

async function isGzip(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}
