import { randomBytes } from "node:crypto";
import { Places } from "@madang/service-kit";
import { argon2id, hash, needsRehash, verify } from "argon2";
import { lengthOf, longestPassword, normalised } from "../domain/password.ts";

export interface PasswordSettings {
  readonly PASSWORD_MEMORY_KIB: number;
  readonly PASSWORD_PASSES: number;
  readonly PASSWORD_CONCURRENCY: number;
  readonly PASSWORD_QUEUE: number;
}

/** Hashes passwords with argon2id: only so many at once, since each takes a core and much memory for a while. */
export class Passwords {
  readonly #cost;
  readonly #places: Places;
  readonly #nobodys: string;
  #computed = 0;

  constructor(settings: PasswordSettings) {
    this.#cost = { memoryCost: settings.PASSWORD_MEMORY_KIB, timeCost: settings.PASSWORD_PASSES, parallelism: 1 };
    this.#places = new Places({ places: settings.PASSWORD_CONCURRENCY, line: settings.PASSWORD_QUEUE });
    // Nobody's password, in the form of a real hash: verifying against it is the same work, and never succeeds.
    const part = (bytes: number) => randomBytes(bytes).toString("base64").replaceAll("=", "");
    const { memoryCost, parallelism, timeCost } = this.#cost;
    this.#nobodys = `$argon2id$v=19$m=${memoryCost},p=${parallelism},t=${timeCost}$${part(16)}$${part(32)}`;
  }

  /** How many hashes have been computed. */
  get computed(): number {
    return this.#computed;
  }

  hash(password: string): Promise<string> {
    return this.#turn(() => hash(normalised(password), { ...this.#cost, type: argon2id }));
  }

  /** Whether a password is the one of a hash. Without a hash it is not, after the same work. */
  async verify(passwordHash: string | null, password: string): Promise<boolean> {
    const text = normalised(password);
    // What is too long for a password is nobody's; only its length is bounded, not the work.
    const fits = lengthOf(text) <= longestPassword;
    const candidate = fits ? text : "";
    const matches = await this.#turn(() => verify(passwordHash ?? this.#nobodys, candidate));
    return matches && fits && passwordHash !== null;
  }

  /** Whether a hash was made at another cost than the one of today. */
  isOutdated(passwordHash: string): boolean {
    return needsRehash(passwordHash, this.#cost);
  }

  async #turn<T>(work: () => Promise<T>): Promise<T> {
    using _place = await this.#places.take();
    this.#computed += 1;
    return await work();
  }
}
