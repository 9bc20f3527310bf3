import { busy } from "./errors.ts";

export interface PlacesOptions {
  /** How many there are. */
  readonly places: number;
  /** How many may wait for one; as many as come when left out. */
  readonly line?: number;
}

/** So many places, which are taken and given back. Whoever finds none waits in a line, or is told that it is busy. */
export class Places {
  readonly #mostInLine: number;
  readonly #line = new Set<() => void>();
  #free: number;

  constructor({ places, line = Number.POSITIVE_INFINITY }: PlacesOptions) {
    this.#free = places;
    this.#mostInLine = line;
  }

  /** A place until it is disposed of. Throws `SERVICE_BUSY` when the line is full, or when none was free in time. */
  async take(withinMs?: number): Promise<Disposable> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(withinMs);
    return { [Symbol.dispose]: () => this.#give() };
  }

  async #wait(withinMs: number | undefined): Promise<void> {
    if (this.#line.size >= this.#mostInLine) throw busy();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#line.add(resolve);
    const giveUp = () => {
      this.#line.delete(resolve);
      reject(busy());
    };
    const timer = withinMs === undefined ? undefined : setTimeout(giveUp, withinMs);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A place is handed on as it is, so nobody slips in between. */
  #give(): void {
    const [next] = this.#line;
    if (!next) {
      this.#free += 1;
      return;
    }
    this.#line.delete(next);
    next();
  }
}
