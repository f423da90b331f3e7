import type { Clock } from '@quotewright/kernel';
import type { Timers } from '../ports/index.ts';

/** What can stand in a `Deadlines` list. The links are the list's. */
export interface Dated {
  /** Monotonic milliseconds. Not to be changed while it stands in a list. */
  due: number;
  earlier: Dated | null;
  later: Dated | null;
}

/** Timers know whole milliseconds. A deadline is a promise: it is rounded down, and kept rather too early than too late. */
const ROUNDING = 1;

/**
 * Many deadlines behind one timer. A timer for each operation costs more than the operation's bookkeeping; here an operation
 * that ends in time is unlinked and no timer hears of it. Deadlines come in nearly the order in which they are due (every
 * request has about the same budget), so a sorted list that is entered from its far end beats a heap.
 */
export class Deadlines<Item extends Dated> {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #expired: (item: Item, now: number) => void;
  #first: Dated | null = null;
  #last: Dated | null = null;
  /** When the timer is due. It is left to run when its item is gone: stopping and starting is what costs. */
  #armedFor = Number.POSITIVE_INFINITY;
  #disarm: () => void = () => {};

  /** `expired` is told once about each item that is due, or will be within a millisecond, after the item has left the list. */
  constructor(clock: Clock, timers: Timers, expired: (item: Item, now: number) => void) {
    this.#clock = clock;
    this.#timers = timers;
    this.#expired = expired;
  }

  add(item: Item, now: number): void {
    let before = this.#last;
    while (before !== null && before.due > item.due) before = before.earlier;
    const after = before === null ? this.#first : before.later;
    item.earlier = before;
    item.later = after;
    if (before === null) this.#first = item;
    else before.later = item;
    if (after === null) this.#last = item;
    else after.earlier = item;
    if (item.due < this.#armedFor) this.#arm(item.due, now);
  }

  remove(item: Item): void {
    const { earlier, later } = item;
    if (earlier === null) this.#first = later;
    else earlier.later = later;
    if (later === null) this.#last = earlier;
    else later.earlier = earlier;
    item.earlier = null;
    item.later = null;
  }

  #arm(due: number, now: number): void {
    this.#disarm();
    this.#armedFor = due;
    this.#disarm = this.#timers.after(Math.max(1, Math.floor(due - now)), this.#fire);
  }

  readonly #fire = (): void => {
    const now = this.#clock.monotonic();
    this.#armedFor = Number.POSITIVE_INFINITY;
    this.#disarm = () => {};
    for (let item = this.#first; item !== null && item.due < now + ROUNDING; item = this.#first) {
      this.remove(item as Item);
      this.#expired(item as Item, now);
    }
    if (this.#first !== null && this.#first.due < this.#armedFor) this.#arm(this.#first.due, now);
  };
}
