import { createHmac, timingSafeEqual } from "node:crypto";
import { badInput, invalidCursor } from "./errors.ts";

/** A position in a list: the values that its rows are sorted by. */
export type Position = readonly (string | number | boolean | null)[];

/** A Relay connection without fields of its own. */
export interface Connection<Row> {
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[];
  readonly nodes: readonly Row[];
  readonly pageInfo: PageInfo;
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

export interface PageRequest<Row> {
  /** The list, its sort order and its filter: a cursor of one list is none of another's. */
  readonly list: string;
  readonly first: number;
  readonly after?: string | null | undefined;
  /** Where a row stands. The last value must be unique. */
  readonly position: (row: Row) => Position;
  /** At most `limit` rows behind `after`, in order. */
  readonly fetch: (from: { after: Position | null; limit: number }) => Promise<readonly Row[]>;
}

export const largestPage = 100;

/** Cursors signed with the subgraph's secret: opaque to clients, refused when altered or of another list. */
export class Cursors {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  encode(list: string, position: Position): string {
    const body = Buffer.from(JSON.stringify(position));
    return Buffer.concat([this.#sign(list, body), body]).toString("base64url");
  }

  /** Throws `INVALID_CURSOR`. */
  decode(list: string, cursor: string): Position {
    const bytes = Buffer.from(cursor.slice(0, 2_000), "base64url");
    const body = bytes.subarray(16);
    // Other texts decode to the same bytes.
    if (bytes.length <= 16 || bytes.toString("base64url") !== cursor) throw invalidCursor();
    if (!timingSafeEqual(bytes.subarray(0, 16), this.#sign(list, body))) throw invalidCursor();
    return JSON.parse(body.toString()) as Position;
  }

  /** One page, by keyset: as fast on the last page as on the first, and stable while rows come and go. */
  async page<Row>(request: PageRequest<Row>): Promise<Connection<Row>> {
    const { list, first, after, position, fetch } = request;
    if (first < 1 || first > largestPage) throw badInput(`"first" must be from 1 to ${largestPage}.`);
    const from = after == null ? null : this.decode(list, after);
    const found = await fetch({ after: from, limit: first + 1 });
    const nodes = found.slice(0, first);
    const edges = nodes.map((node) => ({ cursor: this.encode(list, position(node)), node }));
    return {
      edges,
      nodes,
      pageInfo: {
        hasNextPage: found.length > first,
        hasPreviousPage: from !== null,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
    };
  }

  #sign(list: string, body: Buffer): Buffer {
    return createHmac("sha256", this.#secret).update(list).update("\0").update(body).digest().subarray(0, 16);
  }
}
