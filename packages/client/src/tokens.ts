/** What a signed-in client carries. A browser's refresh token is in a cookie that scripts cannot read. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
}

/** Where the tokens are kept: in memory, or where a mobile platform keeps secrets. */
export interface TokenStore {
  read(): Tokens | undefined | Promise<Tokens | undefined>;
  write(tokens: Tokens | undefined): void | Promise<void>;
}

/** Keeps the tokens as long as the page or process lives. */
export function memoryTokens(tokens?: Tokens): TokenStore {
  let kept = tokens;
  return {
    read: () => kept,
    write: (written) => {
      kept = written;
    },
  };
}
