import type { SumLayout } from './sum-layout.ts';

/** What each sum is at least, kept up to date as literals become true and open again. */
export class SumTotals {
  readonly layout: SumLayout;
  readonly bounds: Float64Array;
  readonly totals: Float64Array;
  /** By term: its first entry that is not ruled out. */
  readonly least: Int32Array;
  readonly #queue: Int32Array;
  readonly #queued: Uint8Array;
  #queueSize = 0;

  constructor(layout: SumLayout) {
    this.layout = layout;
    this.bounds = layout.bounds.slice();
    this.totals = new Float64Array(layout.bounds.length);
    this.least = layout.entryStarts.slice(0, -1);
    this.#queue = new Int32Array(layout.bounds.length);
    this.#queued = new Uint8Array(layout.bounds.length);
  }

  /** Nothing is assigned, and every sum is to be looked at. */
  reset(): void {
    this.bounds.set(this.layout.bounds);
    this.totals.fill(0);
    this.least.set(this.layout.entryStarts.subarray(0, -1));
    this.clearQueue();
    for (let sum = 0; sum < this.bounds.length; sum++) this.enqueue(sum);
  }

  /** The literal became true. `values` may be ahead: they are read to find what is left. */
  apply(literal: number, values: Int8Array): void {
    const { occurrenceStarts, occurrences, greatest, termOf, literals, weights, sumOf } = this.layout;
    const end = occurrenceStarts[literal + 1]!;
    for (let at = occurrenceStarts[literal]!; at < end; at++) {
      const what = occurrences[at]!;
      if (what < 0) {
        this.enqueue(~what);
        continue;
      }
      const term = termOf[what]!;
      if (this.least[term] !== what) continue;
      const last = greatest[term]!;
      let entry = what + 1;
      while (entry < last && values[literals[entry]!] === -1) entry++;
      this.least[term] = entry;
      const difference = weights[entry]! - weights[what]!;
      if (difference === 0) continue;
      const sum = sumOf[term]!;
      this.totals[sum]! += difference;
      this.enqueue(sum);
    }
  }

  /** The literal is open again. Does no harm where it had not been applied. */
  restore(literal: number): void {
    const { occurrenceStarts, occurrences, termOf, weights, sumOf } = this.layout;
    const end = occurrenceStarts[literal + 1]!;
    for (let at = occurrenceStarts[literal]!; at < end; at++) {
      const what = occurrences[at]!;
      if (what < 0) continue;
      const term = termOf[what]!;
      const least = this.least[term]!;
      if (what >= least) continue;
      this.least[term] = what;
      this.totals[sumOf[term]!]! -= weights[least]! - weights[what]!;
    }
  }

  enqueue(sum: number): void {
    if (this.#queued[sum] === 1) return;
    this.#queued[sum] = 1;
    this.#queue[this.#queueSize++] = sum;
  }

  /** Takes a sum that has changed; -1 when there is none. */
  dequeue(): number {
    if (this.#queueSize === 0) return -1;
    const sum = this.#queue[--this.#queueSize]!;
    this.#queued[sum] = 0;
    return sum;
  }

  clearQueue(): void {
    while (this.#queueSize > 0) this.#queued[this.#queue[--this.#queueSize]!] = 0;
  }
}
