import { canonicalJson } from '@quotewright/kernel';
import type { CacheContext } from '../cache/cache-context.ts';
import type { CategoryOf } from '../cache/category-of.ts';
import type { Entry } from '../cache/entry.ts';
import type { EntryReader } from '../cache/entry-reader.ts';
import type { Voidable } from '../cache/flight.ts';
import type { LoadSlots } from '../cache/load-slots.ts';
import { absent, type Load } from '../cache/loader.ts';
import { loadingTerms } from '../cache/loading-terms.ts';
import { runLoad } from '../cache/run-load.ts';
import { StoreTrouble } from '../guard/store-guard.ts';
import type { CacheKey } from '../keys/cache-key.ts';
import type { Quarantine } from './quarantine.ts';

/** Milliseconds between the two looks at the truth: an invalidation that is on its way arrives in them. */
const SETTLE = 5_000;

export type Verdict = 'same' | 'diverged' | 'changed-meanwhile' | 'failed';

export interface ShadowVerifierParts<Value> {
  readonly reader: EntryReader<Value>;
  /** Its loads take places like all others, and wait for none. */
  readonly slots: LoadSlots;
  readonly quarantine: Quarantine;
}

/**
 * Recomputes a sampled share of hits from the truth, off the hot path, one at a time. A difference counts only if it is there twice, some
 * seconds apart, while nothing invalidated the key and the store still has the same bytes: else the value was about to leave anyway.
 */
export class ShadowVerifier<Value> {
  readonly #context: CacheContext;
  readonly #category: CategoryOf<Value>;
  readonly #reader: EntryReader<Value>;
  readonly #slots: LoadSlots;
  readonly #quarantine: Quarantine;
  #busy = false;

  constructor(context: CacheContext, category: CategoryOf<Value>, parts: ShadowVerifierParts<Value>) {
    this.#context = context;
    this.#category = category;
    this.#reader = parts.reader;
    this.#slots = parts.slots;
    this.#quarantine = parts.quarantine;
  }

  /** A hit was answered; returns at once. */
  sample(key: CacheKey, entry: Entry<Value>, load: Load<Value>): void {
    if (this.#busy) return;
    const rate = this.#context.tunings.shadowRate(this.#category, key.tenant);
    if (rate === 0 || this.#context.random.fraction() >= rate) return;
    this.#busy = true;
    entry.exclusive = false;
    void this.#verify(key, entry, load)
      .catch((): Verdict => 'failed')
      .then((verdict) => {
        this.#busy = false;
        this.#context.telemetry.shadow(this.#category.name, verdict);
        if (verdict === 'diverged') this.#quarantine.diverged(key);
      });
  }

  async #verify(key: CacheKey, entry: Entry<Value>, load: Load<Value>): Promise<Verdict> {
    const { flights, timers, trust, newBudget } = this.#context;
    const watch: Voidable = { era: trust.era, dead: false };
    flights.watch(key.data, watch);
    try {
      if (await this.#agrees(key, entry, load)) return 'same';
      await new Promise<void>((resolve) => {
        timers.after(SETTLE, resolve);
      });
      if (watch.dead) return 'changed-meanwhile';
      const stored = await this.#reader.read(key, newBudget());
      if (stored instanceof StoreTrouble) return 'failed';
      if (stored.entry?.contentHash !== entry.contentHash) return 'changed-meanwhile';
      const agrees = await this.#agrees(key, entry, load);
      return agrees || watch.dead ? 'changed-meanwhile' : 'diverged';
    } finally {
      flights.endWatch(key.data, watch);
    }
  }

  async #load(key: CacheKey, load: Load<Value>): Promise<Value | typeof absent> {
    const { closing, timers } = this.#context;
    const { name } = this.#category;
    closing.throwIfClosed();
    const abort = new AbortController();
    const stopListening = closing.onClose((reason) => abort.abort(reason));
    try {
      if (!(await this.#slots.take(0, abort.signal))) throw new Error('no place for a verification');
      try {
        return await runLoad(name, loadingTerms(this.#category).timeout, timers, abort, (signal) =>
          load(key, { signal, verifies: true }),
        );
      } finally {
        this.#slots.leave();
      }
    } finally {
      stopListening();
    }
  }

  async #agrees(key: CacheKey, entry: Entry<Value>, load: Load<Value>): Promise<boolean> {
    const { codec } = this.#category;
    const truth = await this.#load(key, load);
    if (truth === absent || entry.negative) return truth === absent && entry.negative;
    const encoded = codec.encode(truth);
    if (Buffer.compare(encoded, entry.payload as Uint8Array) === 0) return true;
    // The same members in another order are the same value.
    return codec.name === 'json' && canonicalJson(codec.decode(encoded)) === canonicalJson(entry.value);
  }
}
