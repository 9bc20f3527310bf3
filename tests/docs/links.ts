import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

// What is made on demand or kept locally: a reader of the repository does not have it.
const notCommitted = new Set(["node_modules", "dist", "__generated__", "artifacts", ".git", ".madang", ".turbo"]);

// The links of a template lead from where it will stand.
const isLeftOut = (folder: string) => notCommitted.has(folder) || folder === "template";

/** Every Markdown file below a folder, by path from there. */
export function markdownFiles(root: string, below = ""): string[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    if (entry.isDirectory()) return isLeftOut(entry.name) ? [] : markdownFiles(root, path);
    return entry.isFile() && entry.name.endsWith(".md") ? [path] : [];
  });
}

/** Every relative link that leads nowhere, as `file: target (reason)`. */
export function brokenLinks(root: string): string[] {
  return markdownFiles(root)
    .sort()
    .flatMap((file) =>
      linksOf(readFileSync(join(root, file), "utf8")).flatMap((target) => {
        const reason = whyBroken(root, file, target);
        return reason ? [`${file}: ${target} (${reason})`] : [];
      }),
    );
}

function whyBroken(root: string, file: string, target: string): string | undefined {
  if (/^[a-z][a-z\d+.-]*:/i.test(target)) return undefined;
  const [path = "", anchor] = target.split("#", 2);
  const found = path === "" ? join(root, file) : resolve(dirname(join(root, file)), decodeURIComponent(path));
  const fromRoot = relative(root, found);
  if (path.startsWith("/") || fromRoot.startsWith("..")) return "outside the repository";
  if (fromRoot.split("/").some((part) => notCommitted.has(part))) return "not committed";
  if (!existsSync(found)) return "no such file";
  if (anchor === undefined) return undefined;
  if (!found.endsWith(".md") || statSync(found).isDirectory()) return "an anchor in what is no Markdown";
  return anchorsOf(readFileSync(found, "utf8")).has(anchor) ? undefined : "no such heading";
}

/** Where a text's links and pictures lead; what stands in code is none. */
export function linksOf(markdown: string): string[] {
  const text = withoutCode(markdown);
  const patterns = [
    /\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/g,
    /^\s*\[[^\]]+\]:\s*<?([^\s>]+)>?/gm,
    /\b(?:href|src)="([^"]+)"/g,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, target = ""]) => target));
}

/** The names of a text's headings, as GitHub makes them. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of withoutFences(markdown).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const name = heading
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
      .replaceAll(" ", "-");
    let unique = name;
    for (let n = 1; anchors.has(unique); n += 1) unique = `${name}-${n}`;
    anchors.add(unique);
  }
  return anchors;
}

const withoutFences = (markdown: string) =>
  markdown.replace(/^ {0,3}(`{3,}|~{3,}).*\n[\s\S]*?^ {0,3}\1[`~]*\s*$/gm, "");

// A link's own text may be code, so only what is inside the backticks goes.
const withoutCode = (markdown: string) => withoutFences(markdown).replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, "``");
