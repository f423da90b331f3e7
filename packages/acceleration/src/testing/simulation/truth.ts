import { absent } from '../../cache/loader.ts';
import type { CacheKey } from '../../keys/cache-key.ts';
import type { StoreKey } from '../../ports/index.ts';

/** A value that says what it is, so that a wrong one gives itself away. */
export interface Fact {
  /** The key it was read for. */
  readonly key: string;
  readonly tenant: string;
  /** How often the truth of the key had changed when it was read. */
  readonly version: number;
  /** Simulated monotonic milliseconds. */
  readonly readAt: number;
}

interface Acknowledged {
  readonly version: number;
  /** Simulated monotonic milliseconds. */
  readonly at: number;
}

/** A moment as a reader has to know it: many things happen within a simulated millisecond, one after the other. */
export interface Moment {
  readonly at: number;
  /** How many acknowledgements there had been. */
  readonly acknowledged: number;
}

/** The model of PostgreSQL: for each key how often it changed, and which changes everybody has been told of. */
export class Truth {
  readonly #versions = new Map<StoreKey, number>();
  readonly #acknowledged = new Map<StoreKey, (Acknowledged & { readonly order: number })[]>();
  #order = 0;

  version(key: StoreKey): number {
    return this.#versions.get(key) ?? 1;
  }

  /** A change commits. */
  change({ data }: CacheKey): number {
    const version = this.version(data) + 1;
    this.#versions.set(data, version);
    return version;
  }

  acknowledge({ data }: CacheKey, version: number, at: number): void {
    const all = this.#acknowledged.get(data) ?? [];
    this.#acknowledged.set(data, all);
    this.#order += 1;
    all.push({ version, at, order: this.#order });
  }

  moment(at: number): Moment {
    return { at, acknowledged: this.#order };
  }

  /** The least version that a reader may see who began at that moment, and may be `late` milliseconds behind. */
  floor({ data }: CacheKey, moment: Moment, late: number): number {
    return (this.#acknowledged.get(data) ?? []).reduce((floor, { version, at, order }) => {
      const told = order <= moment.acknowledged && (late === 0 || at <= moment.at - late);
      return told ? Math.max(floor, version) : floor;
    }, 1);
  }

  /** What the truth says at `now`. Every fifth version of a changeable key is an absence. */
  read(key: CacheKey, now: number): Fact | typeof absent {
    const version = this.version(key.data);
    if (version % 5 === 0) return absent;
    return { key: key.data, tenant: key.tenant ?? '', version, readAt: now };
  }
}
