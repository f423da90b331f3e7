import { LRUCache } from 'lru-cache';

/** Tenants that are counted at the same time; the least recently seen is forgotten. */
const TENANTS = 10_000;
/** Milliseconds of a count. */
const WINDOW = 60_000;

/**
 * How many "there is none" a tenant may have stored by this process within a minute: whoever asks for things that do not exist fills
 * the store with nothing else.
 */
export class NegativeCap {
  readonly #counts = new LRUCache<string, { since: number; count: number }>({ max: TENANTS });
  readonly #bound: number;

  constructor(bound: number) {
    this.#bound = bound;
  }

  /** `now` in milliseconds, of any clock. Counts what it admits. */
  admits(tenant: string | null, now: number): boolean {
    const name = tenant ?? '';
    const known = this.#counts.get(name);
    if (known === undefined || now - known.since >= WINDOW || now < known.since) {
      this.#counts.set(name, { since: now, count: 1 });
      return this.#bound > 0;
    }
    known.count += 1;
    return known.count <= this.#bound;
  }
}
