export const mostLines = 100;
export const mostPieces = 1_000;

/** Whether a line that holds so many takes so many more. */
export const fits = (held: number, more: number) => held + more <= mostPieces;

export const piecesIn = (lines: readonly { readonly quantity: number }[]) =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0);
