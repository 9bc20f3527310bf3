/** Something that must never happen has happened. */
export class Broken extends Error {
  override readonly name = "Broken";
  /** What it came of, when that is more than where it was found. */
  after: string | null = null;
}
