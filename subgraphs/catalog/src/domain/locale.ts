/** The languages to look for a text in, best first: the viewer's, its language without a region, the channel's. */
export const localesFor = (locale: string, channelLocales: readonly string[]): readonly string[] => [
  ...new Set([locale, locale.split("-")[0] ?? locale, ...channelLocales]),
];

/** The best of several texts by locale. */
export function inLocale(texts: Readonly<Record<string, string>>, locales: readonly string[]): string {
  for (const locale of locales) {
    const text = texts[locale];
    if (text !== undefined) return text;
  }
  return Object.values(texts)[0] ?? "";
}
