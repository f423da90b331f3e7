import { type StoreBudget, sharedBudget } from '../guard/store-budget.ts';
import { type StoreGuard, StoreTrouble } from '../guard/store-guard.ts';
import type { Bytes, EntryStore, StoreKey } from '../ports/index.ts';

export type Reply = Bytes | null | StoreTrouble;

/** A read that somebody wants from the store. */
export interface WantedRead {
  readonly key: StoreKey;
  readonly budget: StoreBudget;
  /** It is about to be sent. */
  leaving(): void;
  arrived(reply: Reply): void;
}

/** Keys of one round trip: their replies wait for each other. */
const MOST = 64;

/**
 * Reads of one moment travel together: what callers ask for in one turn of the microtask queue is one round trip, and one
 * system call instead of many. Nobody waits for company: a read that is alone goes alone.
 */
export class StoreReads {
  readonly #guard: StoreGuard;
  readonly #entries: EntryStore;
  #wanted: WantedRead[] = [];

  constructor(guard: StoreGuard, entries: EntryStore) {
    this.#guard = guard;
    this.#entries = entries;
  }

  want(read: WantedRead): void {
    this.#wanted.push(read);
    if (this.#wanted.length === 1) queueMicrotask(() => this.#leave());
  }

  #leave(): void {
    const wanted = this.#wanted;
    this.#wanted = [];
    for (const read of wanted) read.leaving();
    if (wanted.length === 1) return this.#alone(wanted[0] as WantedRead);
    // Who has little time left must not make the others give up early.
    const most = wanted.reduce((left, { budget }) => Math.max(left, budget.left), 0);
    const patient: WantedRead[] = [];
    for (const read of wanted) {
      if (read.budget.left >= most / 2) patient.push(read);
      else this.#alone(read);
    }
    for (let at = 0; at < patient.length; at += MOST) this.#together(patient.slice(at, at + MOST));
  }

  #alone(read: WantedRead): void {
    const { key, budget } = read;
    void this.#guard.run('get', budget, () => this.#entries.get(key)).then((reply) => read.arrived(reply));
  }

  #together(reads: readonly WantedRead[]): void {
    if (reads.length === 1) return this.#alone(reads[0] as WantedRead);
    const budget = sharedBudget(reads.map((read) => read.budget));
    const keys = reads.map(({ key }) => key);
    void this.#guard
      .run('getMany', budget, () => this.#entries.getMany(keys))
      .then((replies) => {
        reads.forEach((read, at) =>
          read.arrived(replies instanceof StoreTrouble ? replies : (replies[at] ?? null)),
        );
      });
  }
}
