/** A write found no room. Nothing was changed by it. */
export class StoreFullError extends Error {
  override readonly name = 'StoreFullError';

  constructor() {
    super('the in-process store is full');
  }
}

/** Bytes that several maps hold together, so that the small things beside the values are bounded with them. */
export class ByteBudget {
  readonly max: number;
  #used = 0;
  #evictable = 0;
  #evictOldest: () => void = () => {};

  constructor(max: number) {
    this.max = max;
  }

  get used(): number {
    return this.#used;
  }

  /** Who gives way when room is needed. Without a call of this, a full budget refuses. */
  evictThrough(evictOldest: () => void): void {
    this.#evictOldest = evictOldest;
  }

  /** Throws before anything changes if evicting everything that may go would not make the room. */
  demand(bytes: number): void {
    if (this.#used - this.#evictable + bytes > this.max) throw new StoreFullError();
  }

  /** Evicts until the budget holds again; only after `demand` agreed. */
  take(bytes: number, evictable: boolean): void {
    this.#used += bytes;
    if (evictable) this.#evictable += bytes;
    while (this.#used > this.max) this.#evictOldest();
  }

  give(bytes: number, evictable: boolean): void {
    this.#used -= bytes;
    if (evictable) this.#evictable -= bytes;
  }
}
