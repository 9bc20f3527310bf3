/**
 * What the kit needs of a Prisma client or transaction. Each subgraph generates its own client with its own types;
 * the kit's tables are the same in all, so it speaks to them in SQL.
 */
export interface Sql {
  $queryRaw<Row = unknown>(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<Row>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

/** A subgraph's Prisma client: `Tx` is what it hands to a transaction. */
export interface Database<Tx extends Sql = Sql> extends Sql {
  $transaction<T>(
    work: (tx: Tx) => Promise<T>,
    options?: { maxWait?: number; timeout?: number; isolationLevel?: "ReadCommitted" },
  ): Promise<T>;
  $disconnect(): Promise<void>;
}
