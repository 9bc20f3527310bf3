import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvFramer, type CsvRecord, type Refused } from "./csv.ts";

function frame(text: string) {
  const framer = new CsvFramer(",");
  const records: CsvRecord[] = [];
  const refused: Refused[] = [];
  for (const line of text.split("\n")) framer.push(line, records, refused);
  framer.end(records, refused);
  return { records, refused };
}

const fieldsOf = (records: readonly CsvRecord[]): string[][] =>
  parse(records.map(({ text }) => text).join("\n"), { record_delimiter: "\n", relax_column_count: true });

describe("the lines of a CSV file", () => {
  it("are put together where a quoted field runs on", () => {
    const { records, refused } = frame('a,"b\nc ""d""",e\nf,g,h');
    expect(records).toEqual([
      { line: 1, text: 'a,"b\nc ""d""",e' },
      { line: 3, text: "f,g,h" },
    ]);
    expect(refused).toEqual([]);
  });

  it("cost a broken quote its own line and no other", () => {
    const { records, refused } = frame('a,b\nc,"d\ne,f\ng,h"i\nj,k');
    expect(records.map(({ line }) => line)).toEqual([1, 3, 5]);
    expect(refused).toEqual([
      { line: 2, reason: "a quote in the wrong place" },
      { line: 4, reason: "a quote in the wrong place" },
    ]);
  });

  it("are not swallowed by a quote that is never closed", () => {
    const { records, refused } = frame(`"a,b\n${"c,d\n".repeat(50)}e,f`);
    expect(records).toHaveLength(51);
    expect(refused).toEqual([{ line: 1, reason: "a quote that is not closed" }]);
  });

  it("are refused with control characters, broken UTF-8 or too great a length", () => {
    const { records, refused } = frame(`a\u0000,b\n\ufffd,b\n${"x".repeat(70_000)}\nc\td,e`);
    expect(records).toEqual([{ line: 4, text: "c\td,e" }]);
    expect(refused.map(({ reason }) => reason)).toEqual([
      "control characters",
      "characters that are not UTF-8",
      "a line that is too long",
    ]);
  });

  it("come back as the fields that were written", () => {
    const field = fc.string({ unit: fc.constantFrom("a", '"', ",", " ", "\n", "등", "7"), maxLength: 8 });
    const row = fc.array(field, { minLength: 2, maxLength: 5 });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const { records, refused } = frame(rows.map((fields) => fields.map(quoted).join(",")).join("\n"));
        expect(refused).toEqual([]);
        expect(fieldsOf(records)).toEqual(rows);
      }),
    );
  });

  it("are each part of a record, refused or empty, whatever they hold", () => {
    const line = fc.string({ unit: fc.constantFrom("a", '"', '"', ",", "\u0001", "é"), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 60 }), (lines) => {
        const { records, refused } = frame(lines.join("\n"));
        // The parser takes every record that was let through, and finds one in each.
        expect(fieldsOf(records)).toHaveLength(records.length);
        const spans = records.map(({ text }) => text.split("\n").length);
        const empty = lines.length - spans.reduce((sum, span) => sum + span, 0) - refused.length;
        expect(empty).toBeGreaterThanOrEqual(0);
        expect(empty).toBeLessThanOrEqual(lines.filter((text) => text === "").length);
      }),
    );
  });
});
