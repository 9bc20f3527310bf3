import { codeOf, type InvalidField, isProblem, type Problem, type Told } from "./problem.ts";

/** Texts of problems by locale and problem name; `{available}` is replaced by the problem's field of that name. */
export type Messages = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const defaultLocale = "en";

/** What the kit says itself; a subgraph's own messages are laid over it. */
export const kitMessages = {
  en: {
    InvalidInput: "Some values cannot be taken.",
    IdempotencyConflict: "This key was used before, for something else.",
    VersionConflict: "Someone else changed this in the meantime. Read it again, then change it.",
    DeadLetterNotFound: "There is no such dead letter waiting.",
    DeadLetterFailedAgain: "It failed again.",
    REQUIRED: "This is needed.",
    TOO_SHORT: "This is too short.",
    TOO_LONG: "This is too long.",
    TOO_SMALL: "This is too small.",
    TOO_LARGE: "This is too large.",
    WRONG_FORMAT: "This does not have the right form.",
    NOT_ALLOWED: "This is not allowed here.",
    DUPLICATE: "This is here twice.",
    UNKNOWN: "There is no such thing.",
  },
  ko: {
    InvalidInput: "받을 수 없는 값이 있습니다.",
    IdempotencyConflict: "이 키는 이미 다른 요청에 쓰였습니다.",
    VersionConflict: "그사이 다른 사람이 바꾸었습니다. 다시 읽은 뒤 바꾸어 주세요.",
    DeadLetterNotFound: "그런 실패 이벤트가 없습니다.",
    DeadLetterFailedAgain: "다시 실패했습니다.",
    REQUIRED: "꼭 필요한 값입니다.",
    TOO_SHORT: "너무 짧습니다.",
    TOO_LONG: "너무 깁니다.",
    TOO_SMALL: "너무 작습니다.",
    TOO_LARGE: "너무 큽니다.",
    WRONG_FORMAT: "형식이 맞지 않습니다.",
    NOT_ALLOWED: "여기에 쓸 수 없는 값입니다.",
    DUPLICATE: "두 번 들어 있습니다.",
    UNKNOWN: "그런 것이 없습니다.",
  },
} as const satisfies Messages;

/** Lays a subgraph's messages over the kit's. */
export function mergeMessages(own: Messages): Messages {
  const locales = new Set([...Object.keys(kitMessages), ...Object.keys(own)]);
  const kit: Messages = kitMessages;
  return Object.fromEntries([...locales].map((locale) => [locale, { ...kit[locale], ...own[locale] }]));
}

/** The problem names that lack a text, as `ko: OrderNotFound`; a subgraph with any does not start. */
export function missingMessages(messages: Messages, problemNames: readonly string[]): string[] {
  return Object.entries(messages).flatMap(([locale, texts]) =>
    problemNames.filter((name) => texts[name] === undefined).map((name) => `${locale}: ${name}`),
  );
}

function textOf(messages: Messages, locale: string, name: string, fields: object): string {
  const language = locale.split("-")[0] ?? defaultLocale;
  const text = messages[locale]?.[name] ?? messages[language]?.[name] ?? messages[defaultLocale]?.[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (_, field: string) =>
    String(Object.entries(fields).find(([k]) => k === field)?.[1] ?? ""),
  );
}

/** Adds `code` and `message` to a problem, and to the fields of an `InvalidInput`; anything else stays as it is. */
export function tell<T>(messages: Messages, locale: string, value: T): Told<T>;
export function tell(messages: Messages, locale: string, value: unknown): unknown {
  if (!isProblem(value)) return value;
  const { __typename: name } = value;
  return {
    ...value,
    code: codeOf(name),
    message: textOf(messages, locale, name, value),
    ...(name === "InvalidInput" && { fields: tellFields(messages, locale, value) }),
  };
}

const tellFields = (messages: Messages, locale: string, value: Problem & { fields?: readonly InvalidField[] }) =>
  (value.fields ?? []).map((field) => ({ ...field, message: textOf(messages, locale, field.code, field) }));
