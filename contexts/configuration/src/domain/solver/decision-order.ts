const GROWTH = 1 / 0.95;
const TOO_LARGE = 1e100;

/** Booleans by how often they took part in recent conflicts, as a heap; of equal ones the one of lower index first. */
export class DecisionOrder {
  readonly #activities: Float64Array;
  readonly #heap: Int32Array;
  /** By boolean: its place in the heap, -1 outside. */
  readonly #places: Int32Array;
  #size = 0;
  #increment = 1;

  constructor(count: number) {
    this.#activities = new Float64Array(count);
    this.#heap = new Int32Array(count);
    this.#places = new Int32Array(count);
    this.reset();
  }

  /** All booleans, none preferred. */
  reset(): void {
    this.#activities.fill(0);
    this.#increment = 1;
    this.#size = this.#heap.length;
    for (let at = 0; at < this.#size; at++) {
      this.#heap[at] = at;
      this.#places[at] = at;
    }
  }

  insert(boolean: number): void {
    if (boolean >= this.#places.length || this.#places[boolean]! >= 0) return;
    this.#up(boolean, this.#size++);
  }

  /** Takes out the first one; -1 when there is none. */
  take(): number {
    if (this.#size === 0) return -1;
    const first = this.#heap[0]!;
    this.#places[first] = -1;
    const last = this.#heap[--this.#size]!;
    if (this.#size > 0) this.#down(last);
    return first;
  }

  bump(boolean: number): void {
    if (boolean >= this.#places.length) return;
    const activities = this.#activities;
    activities[boolean]! += this.#increment;
    if (activities[boolean]! > TOO_LARGE) {
      for (let at = 0; at < activities.length; at++) activities[at]! /= TOO_LARGE;
      this.#increment /= TOO_LARGE;
    }
    const place = this.#places[boolean]!;
    if (place >= 0) this.#up(boolean, place);
  }

  decay(): void {
    this.#increment *= GROWTH;
  }

  #before(a: number, b: number): boolean {
    const difference = this.#activities[a]! - this.#activities[b]!;
    return difference > 0 || (difference === 0 && a < b);
  }

  #up(boolean: number, from: number): void {
    let place = from;
    while (place > 0) {
      const above = this.#heap[(place - 1) >> 1]!;
      if (!this.#before(boolean, above)) break;
      this.#heap[place] = above;
      this.#places[above] = place;
      place = (place - 1) >> 1;
    }
    this.#heap[place] = boolean;
    this.#places[boolean] = place;
  }

  #down(boolean: number): void {
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#before(this.#heap[child + 1]!, this.#heap[child]!)) child++;
      const below = this.#heap[child]!;
      if (!this.#before(below, boolean)) break;
      this.#heap[place] = below;
      this.#places[below] = place;
      place = child;
    }
    this.#heap[place] = boolean;
    this.#places[boolean] = place;
  }
}
