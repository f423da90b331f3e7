import type { StoreBudget } from '../guard/store-budget.ts';
import { type StoreGuard, StoreTrouble } from '../guard/store-guard.ts';
import type { HandoverStore, StoreKey } from '../ports/index.ts';
import type { Codec } from '../registry/codec.ts';

/**
 * Small values that one part of a flow leaves for the next, at most one taker each. The value may be lost with the store, or
 * with an answer that did not arrive, and whoever can write to the store can put one there: the taker checks against the
 * truth what it is about to believe, and can go on without it.
 */
export interface Handover<Value> {
  /** False: there is one already, and it stays. Throws what the codec throws for a value it cannot hold. */
  leave(key: StoreKey, value: Value, ttl: number): Promise<boolean | StoreTrouble>;
  /** Null: there is none, or what was there is no such value; it is gone in any case. After trouble it may be gone, too. */
  take(key: StoreKey): Promise<Value | null | StoreTrouble>;
}

export interface HandoverOptions<Value> {
  readonly store: HandoverStore;
  readonly guard: StoreGuard;
  /** Of one store operation. */
  readonly budget: () => StoreBudget;
  readonly codec: Codec<Value>;
}

export function createHandover<Value>(options: HandoverOptions<Value>): Handover<Value> {
  const { store, guard, budget, codec } = options;
  return {
    async leave(key, value, ttl) {
      const bytes = codec.encode(value);
      return guard.run('handover-leave', budget(), () => store.leave(key, bytes, ttl));
    },
    async take(key) {
      const bytes = await guard.run('handover-take', budget(), () => store.take(key));
      if (bytes === null || bytes instanceof StoreTrouble) return bytes;
      try {
        return codec.decode(bytes);
      } catch {
        return null;
      }
    },
  };
}
