import { LRUCache } from 'lru-cache';
import type { NotedRead } from './request-reads.ts';

/** Loads whose callers have not all been answered yet; many more than a process runs at a time. */
const MOST = 1_000;

/**
 * The copies that loaded values were made of, from their load until all who waited for it are answered: a load belongs to none of them
 * and is answered to each. The last load of a key counts.
 */
export class LoadedFrom {
  readonly #reads = new LRUCache<string, readonly NotedRead[]>({ max: MOST });

  loaded(keys: readonly string[], reads: readonly NotedRead[]): void {
    for (const key of keys) {
      if (reads.length === 0) this.#reads.delete(key);
      else this.#reads.set(key, reads);
    }
  }

  of(key: string): readonly NotedRead[] {
    return this.#reads.get(key) ?? [];
  }
}

const ofLayers = new WeakMap<object, LoadedFrom>();

/** Of all that read through one layer: a load by one of them is waited for by the others, too. */
export function loadedFromOf(layer: object): LoadedFrom {
  let found = ofLayers.get(layer);
  if (found === undefined) {
    found = new LoadedFrom();
    ofLayers.set(layer, found);
  }
  return found;
}
