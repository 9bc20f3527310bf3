/** One line of a table: a label and what stands to the right of it. */
export interface Row {
  readonly label: string;
  readonly value: string;
  readonly strong?: boolean;
}

/** What a letter is made of; texts are plain, and escaped where they become HTML. */
export type Block = { readonly paragraph: string } | { readonly rows: readonly Row[] };

/** A mail before it has a form. */
export interface Letter {
  readonly subject: string;
  readonly blocks: readonly Block[];
}

/** One line: a subject that carried a line break could carry a header. */
export const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();

/** The letter as plain text. */
export const textOf = ({ blocks }: Letter): string =>
  `${blocks
    .map((block) =>
      "paragraph" in block
        ? oneLine(block.paragraph)
        : block.rows.map(({ label, value }) => `${oneLine(label)}  ${oneLine(value)}`).join("\n"),
    )
    .join("\n\n")}\n`;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it may stand in HTML, in an attribute too. */
export const escaped = (text: string) => oneLine(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

const cell = 'style="padding:4px 12px 4px 0;vertical-align:top"';
const right = 'style="padding:4px 0;text-align:right;white-space:nowrap"';

function htmlOfBlock(block: Block): string {
  if ("paragraph" in block) return `<p>${escaped(block.paragraph)}</p>`;
  const rows = block.rows.map(({ label, value, strong }) => {
    const as = (text: string) => (strong ? `<strong>${escaped(text)}</strong>` : escaped(text));
    return `<tr><td ${cell}>${as(label)}</td><td ${right}>${as(value)}</td></tr>`;
  });
  return `<table role="presentation" style="border-collapse:collapse">${rows.join("")}</table>`;
}

/** The letter as HTML, without anything that is loaded from elsewhere. */
export const htmlOf = ({ subject, blocks }: Letter, language: string): string =>
  [
    `<!doctype html><html lang="${escaped(language)}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    `<body style="font:16px/1.5 sans-serif;color:#222;max-width:36em;margin:2em auto;padding:0 1em">`,
    ...blocks.map(htmlOfBlock),
    "</body></html>",
  ].join("\n");
