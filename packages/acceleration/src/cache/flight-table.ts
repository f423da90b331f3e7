import type { StoreKey } from '../ports/index.ts';
import type { Flight, Voidable } from './flight.ts';

/** The reads of one key from the store: at most one on its way and one that waits for it. */
export interface ReadLane {
  readonly outstanding: Voidable;
  readonly queued: Voidable | undefined;
}

/**
 * All work under way in this process, by key. Registered before its first store operation, so that an invalidation which
 * arrives in the middle finds it.
 */
export class FlightTable {
  readonly #loads = new Map<StoreKey, Flight<unknown>>();
  readonly #lanes = new Map<StoreKey, ReadLane>();
  readonly #watches = new Map<StoreKey, Set<Voidable>>();

  /** The load that a caller may join now. */
  load<Value>(key: StoreKey): Flight<Value> | undefined {
    const flight = this.#loads.get(key) as Flight<Value> | undefined;
    return flight?.joinable === true ? flight : undefined;
  }

  registerLoad<Value>(key: StoreKey, flight: Flight<Value>): void {
    // Nobody joins it any more, and an invalidation would not find it.
    const replaced = this.#loads.get(key);
    if (replaced !== undefined) replaced.dead = true;
    this.#loads.set(key, flight as Flight<unknown>);
  }

  endLoad<Value>(key: StoreKey, flight: Flight<Value>): void {
    if (this.#loads.get(key) === (flight as Flight<unknown>)) this.#loads.delete(key);
  }

  /** Of whatever sort the reader of the key's category put there. */
  lane(key: StoreKey): ReadLane | undefined {
    return this.#lanes.get(key);
  }

  registerLane(key: StoreKey, lane: ReadLane): void {
    this.#lanes.set(key, lane);
  }

  endLane(key: StoreKey): void {
    this.#lanes.delete(key);
  }

  /** For reads that nobody shares: of many keys at once, of verifications. */
  watch(key: StoreKey, read: Voidable): void {
    const watches = this.#watches.get(key);
    if (watches === undefined) this.#watches.set(key, new Set([read]));
    else watches.add(read);
  }

  endWatch(key: StoreKey, read: Voidable): void {
    const watches = this.#watches.get(key);
    if (watches?.delete(read) === true && watches.size === 0) this.#watches.delete(key);
  }

  /** An invalidation of the key: nothing that was under way enters memory, and the next caller begins anew. */
  kill(key: StoreKey): void {
    const load = this.#loads.get(key);
    if (load !== undefined) {
      load.dead = true;
      this.#loads.delete(key);
    }
    const lane = this.#lanes.get(key);
    if (lane !== undefined) {
      lane.outstanding.dead = true;
      if (lane.queued !== undefined) lane.queued.dead = true;
    }
    for (const watch of this.#watches.get(key) ?? []) watch.dead = true;
  }
}
