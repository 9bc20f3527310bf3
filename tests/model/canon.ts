const known = new Map<string, number>();

/** Where a piece of data keeps its number: copies do not take it along. A WeakMap of millions is slow. */
const number = Symbol("number");

/**
 * A number for a piece of plain data: the same for all that look alike, whatever they are made of. What was numbered
 * before is not looked through again, so nothing of it may ever change.
 */
export function numberOf(data: object): number {
  const before: unknown = Reflect.get(data, number);
  if (typeof before === "number") return before;
  const text = textOf(data);
  const value = known.get(text) ?? known.size;
  known.set(text, value);
  Object.defineProperty(data, number, { value });
  return value;
}

function textOf(data: object): string {
  if (data instanceof Date) return `D${data.getTime()}`;
  if (Array.isArray(data)) return `[${data.map(partOf).join()}]`;
  if (data instanceof Map) return `M${[...data].map(([key, value]) => `${partOf(key)}:${partOf(value)}`).join()}`;
  let text = "{";
  for (const [key, value] of Object.entries(data)) if (value !== undefined) text += `${key}:${partOf(value)},`;
  return `${text}}`;
}

function partOf(part: unknown): string {
  if (typeof part === "object" && part !== null) return `#${numberOf(part)}`;
  if (typeof part === "string") return JSON.stringify(part);
  if (typeof part === "function") throw new Error("The state holds a function, which is no data.");
  return typeof part === "bigint" ? `${part}n` : String(part);
}
