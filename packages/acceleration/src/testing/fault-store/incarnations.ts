import type { EntryKeys, StoreKey } from '../../ports/index.ts';

/**
 * Makes keys vanish from a store that has no operation for it: from then on the key goes by another name there, and what
 * stood under the old one is never met again. The hash tag stays, so that a cluster keeps an entry in one slot.
 */
export class Incarnations {
  #all = 0;
  readonly #own = new Map<StoreKey, number>();

  nameOf(key: StoreKey): StoreKey {
    const incarnation = this.#all + (this.#own.get(key) ?? 0);
    if (incarnation === 0) return key;
    return (key.includes('{') ? `${key}~${incarnation}` : `~${incarnation}{${key}}`) as StoreKey;
  }

  namesOf({ data, lease, waiters }: EntryKeys): EntryKeys {
    return { data: this.nameOf(data), lease: this.nameOf(lease), waiters: this.nameOf(waiters) };
  }

  /** The key that goes by this name now; undefined for a name of the past. For data keys only. */
  keyOf(name: StoreKey): StoreKey | undefined {
    const key = firstNameOf(name);
    return this.nameOf(key) === name ? key : undefined;
  }

  vanish(...keys: readonly StoreKey[]): void {
    for (const key of keys) this.#own.set(key, (this.#own.get(key) ?? 0) + 1);
  }

  vanishAll(): void {
    this.#all += 1;
  }
}

/** What a data key was called before anything vanished. */
export function firstNameOf(name: StoreKey): StoreKey {
  return (/^~\d+\{(.*)\}$/.exec(name)?.[1] ?? name) as StoreKey;
}
