import type { StoreKey } from '../ports/index.ts';

/** Milliseconds; dearer loads wait for as long as one takes. */
const SHORTEST = 1_000;
/** Keys that are held at a time; the oldest is forgotten. */
const MOST = 1_000;

/**
 * Keeps the next reader from starting the refresh again that has just come to nothing: while the truth is down, while another node
 * is at it, or when what was loaded cannot be stored.
 */
export class RefreshBrake {
  readonly #until = new Map<StoreKey, number>();

  /** `now` is monotonic. */
  holds(key: StoreKey, now: number): boolean {
    const until = this.#until.get(key);
    if (until === undefined) return false;
    if (now < until) return true;
    this.#until.delete(key);
    return false;
  }

  hold(key: StoreKey, now: number, loadCost: number): void {
    this.#until.delete(key);
    if (this.#until.size >= MOST) this.#until.delete(this.#until.keys().next().value as StoreKey);
    this.#until.set(key, now + Math.max(SHORTEST, loadCost));
  }
}
