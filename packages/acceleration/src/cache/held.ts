import type { CacheKey } from '../keys/cache-key.ts';
import { readingOf } from './answer.ts';
import type { Entry } from './entry.ts';
import type { Reading } from './reading.ts';

/** The era of versioned values, which need no bus. */
export const ALWAYS = -1;

export interface HeldTerms {
  /** Monotonic milliseconds until which it is answered. */
  readonly freshUntil: number;
  /** Monotonic milliseconds of its load, for its age. */
  readonly generatedAt: number;
  /** The bus era it belongs to, or `ALWAYS`. */
  readonly era: number;
  /** The revision of the purge table at the last look. */
  readonly revision: number;
}

/** An entry in this process's memory, with its answer ready to be handed out: a hit costs a look-up and an `await`. */
export class Held<Value> {
  readonly entry: Entry<Value>;
  readonly key: CacheKey;
  readonly freshUntil: number;
  readonly generatedAt: number;
  readonly era: number;
  revision: number;
  #decodes: boolean | undefined;
  #reading: Reading<Value> | undefined;
  #answer: Promise<Reading<Value>> | undefined;

  constructor(entry: Entry<Value>, key: CacheKey, { freshUntil, generatedAt, era, revision }: HeldTerms) {
    this.entry = entry;
    this.key = key;
    this.freshUntil = freshUntil;
    this.generatedAt = generatedAt;
    this.era = era;
    this.revision = revision;
  }

  /** Made when it is asked for the first time: who wants the bytes does not pay for decoding. */
  get reading(): Reading<Value> {
    this.#reading ??= readingOf({ entry: this.entry, source: 'l1', reason: null }, this.key);
    return this.#reading;
  }

  get answer(): Promise<Reading<Value>> {
    this.#answer ??= Promise.resolve(this.reading);
    return this.#answer;
  }

  /** Whether the bytes are a value of their category. Seen once. */
  get decodes(): boolean {
    this.#decodes ??= this.entry.negative || this.entry.decodes();
    return this.#decodes;
  }

  /** Undefined where there is none. */
  get value(): Value | undefined {
    return this.entry.negative ? undefined : this.entry.value;
  }
}
