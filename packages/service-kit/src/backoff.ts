const longest = 60_000;

/** How long to wait after so many attempts: doubles from the first wait up to a minute. */
export const backoff = (firstMs: number, attempts: number): number => Math.min(firstMs * 2 ** (attempts - 1), longest);
