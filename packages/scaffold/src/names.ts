/** Everything in the template that follows from a subgraph's name. */
export interface Names {
  /** `gifts`: folder, contract, database, queue, image and chart key. */
  readonly name: string;
  /** `gifts`: the field that lists them. */
  readonly list: string;
  readonly List: string;
  /** `Gift`: the GraphQL type and Prisma model. */
  readonly Type: string;
  readonly type: string;
  /** `gift`: the prefix of ids and the table. */
  readonly id: string;
  /** `GIFT`: the beginning of its problems' codes. */
  readonly CODE: string;
  /** `gift`: in sentences. */
  readonly words: string;
}

/** `gifts` holds things of type Gift; `shipping`, which is no plural, of type ShippingItem. */
export function namesOf(name: string): Names {
  const singular = singularOf(name);
  const id = singular ?? `${name}_item`;
  const type = id.replaceAll(/_./g, (match) => match.charAt(1).toUpperCase());
  const list = singular === undefined ? `${type}s` : name;
  return {
    name,
    list,
    List: capitalised(list),
    Type: capitalised(type),
    type,
    id,
    CODE: id.toUpperCase(),
    words: id.replaceAll("_", " "),
  };
}

function singularOf(plural: string): string | undefined {
  if (/(us|is|ss)$/.test(plural) || !plural.endsWith("s")) return undefined;
  if (/.{2}ies$/.test(plural)) return plural.replace(/ies$/, "y");
  if (/(ch|sh|x|ss|zz)es$/.test(plural)) return plural.replace(/es$/, "");
  return plural.slice(0, -1);
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
