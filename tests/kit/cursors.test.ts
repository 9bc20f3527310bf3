import { Cursors } from "@madang/service-kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const cursors = new Cursors("a secret for cursors");
const refused = expect.objectContaining({ extensions: { code: "INVALID_CURSOR" } });
const list = fc.string({ maxLength: 40 });
const part = fc.oneof(fc.string({ maxLength: 60 }), fc.integer(), fc.boolean(), fc.constant(null));
const position = fc.array(part, { maxLength: 4 });

/** What decoding throws, or undefined. */
function fault(decode: () => unknown): unknown {
  try {
    decode();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("a cursor", () => {
  it("is read by the list that made it", () => {
    fc.assert(
      fc.property(list, position, (list, position) => {
        expect(cursors.decode(list, cursors.encode(list, position))).toEqual(position);
      }),
    );
  });

  it("is refused once any of its characters is another", () => {
    fc.assert(
      fc.property(list, position, fc.nat(), fc.base64String({ minLength: 1 }), (list, position, at, characters) => {
        const cursor = cursors.encode(list, position);
        const index = at % cursor.length;
        const altered = cursor.slice(0, index) + characters.charAt(0) + cursor.slice(index + 1);
        fc.pre(altered !== cursor);
        expect(fault(() => cursors.decode(list, altered))).toEqual(refused);
      }),
      { numRuns: 500 },
    );
  });

  it("is refused by another list and under another secret", () => {
    const elsewhere = new Cursors("another secret for cursors");
    fc.assert(
      fc.property(list, list, position, (list, other, position) => {
        fc.pre(list !== other);
        const cursor = cursors.encode(list, position);
        expect(fault(() => cursors.decode(other, cursor))).toEqual(refused);
        expect(fault(() => elsewhere.decode(list, cursor))).toEqual(refused);
      }),
    );
  });

  it("is refused with anything before or behind it, and so is any other text", () => {
    const cursor = cursors.encode("orders", ["order_01", 7]);
    const texts = [
      `${cursor}=`,
      `${cursor}\n`,
      ` ${cursor}`,
      `${cursor}A`,
      `${cursor}${cursor}`,
      cursor.slice(0, 22),
      "",
      "\u0000",
      "x".repeat(100_000),
    ];
    for (const text of texts) expect(fault(() => cursors.decode("orders", text))).toEqual(refused);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(fault(() => cursors.decode("orders", text))).toEqual(refused);
      }),
    );
  });

  it("shows nothing wrong where a list has as many rows as were asked for, or one more", async () => {
    const rows = ["a", "b", "c"];
    const page = (first: number, after?: string) =>
      cursors.page<string>({
        list: "letters",
        first,
        after,
        position: (row) => [row],
        fetch: async ({ after: from, limit }) => rows.filter((row) => !from || row > String(from[0])).slice(0, limit),
      });
    const all = await page(3);
    expect(all).toMatchObject({ nodes: rows, pageInfo: { hasNextPage: false, hasPreviousPage: false } });
    const two = await page(2);
    expect(two).toMatchObject({ nodes: ["a", "b"], pageInfo: { hasNextPage: true, endCursor: all.edges[1]?.cursor } });
    const rest = await page(2, two.pageInfo.endCursor ?? "");
    expect(rest).toMatchObject({ nodes: ["c"], pageInfo: { hasNextPage: false, hasPreviousPage: true } });
    for (const first of [0, -1, 101, 2 ** 31])
      await expect(page(first)).rejects.toMatchObject({ extensions: { code: "BAD_USER_INPUT" } });
  });
});
