/**
 * The idempotency key of something that must happen once. It is kept until it is known how it ended, so that
 * pressing again, also after a reload, repeats the same attempt instead of ordering twice.
 */
export function attempt(name: string) {
  const item = `madang.attempt.${name}`;
  return {
    key: (): string => {
      const key = sessionStorage.getItem(item) ?? crypto.randomUUID();
      sessionStorage.setItem(item, key);
      return key;
    },
    over: () => sessionStorage.removeItem(item),
  };
}
