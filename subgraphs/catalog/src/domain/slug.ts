import { romanise } from "./romanise.ts";

const longest = 80;

export const slugForm = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

// Letters that no normal form takes apart.
const latin: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", þ: "th", ð: "d" };

/** The last part of a page's address, made from a name; empty when the name has nothing to make it from. */
export function slugOf(name: string): string {
  const letters = romanise(name)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ßæœøđłþð]/g, (letter) => latin[letter] ?? "")
    .replace(/['’]/g, "");
  return trimDashes(trimDashes(letters.replace(/[^a-z0-9]+/g, "-")).slice(0, longest));
}

/** The slug to try the n-th time, from 0: `mug`, `mug-2`, `mug-3`. */
export const slugAttempt = (slug: string, attempt: number) => (attempt === 0 ? slug : `${slug}-${attempt + 1}`);

/** A slug that no other product's name can make: the SKU is unique. */
export const slugOfImport = (name: string, sku: string) => trimDashes(`${slugOf(name)}-${slugOf(sku)}`) || "product";

const trimDashes = (text: string) => text.replace(/^-+|-+$/g, "");
