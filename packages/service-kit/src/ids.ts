import { TypeID, typeid } from "typeid-js";

/** Makes the ids of one type: `newId("order")` gives `order_01h455vb4pex5vsknk084sn02q`, growing with time. */
export const newId = (prefix: string): string => typeid(prefix).toString();

/** Whether a text is an id of that type. Says nothing of existence. */
export function isId(prefix: string, text: string): boolean {
  if (!text.startsWith(`${prefix}_`) || text.length !== prefix.length + 27) return false;
  try {
    return TypeID.fromString(text).getType() === prefix;
  } catch {
    return false;
  }
}

/** `ProductVariant` has the prefix `product_variant`. */
export const idPrefix = (typeName: string) => typeName.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
