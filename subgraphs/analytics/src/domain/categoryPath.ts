/** A category and those above it; what comes round to itself ends there. */
export function categoryPath(id: string | null, parents: ReadonlyMap<string, string | null>): string[] {
  const path: string[] = [];
  for (let at = id; at !== null && !path.includes(at); at = parents.get(at) ?? null) path.push(at);
  return path;
}
