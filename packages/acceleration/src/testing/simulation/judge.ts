import type { Reading } from '../../cache/reading.ts';
import type { CacheKey } from '../../keys/cache-key.ts';
import { TRUST_WINDOW } from './simulated-node.ts';
import type { Fact, Moment, Truth } from './truth.ts';

/** What a reader knew when it began. */
export interface ReadStart extends Moment {
  readonly key: CacheKey;
  readonly node: string;
  /** The latest version that this very node has invalidated, acknowledged or owed. */
  readonly own: number;
}

/** Holds every answer against the model. */
export class Judge {
  readonly #truth: Truth;
  readonly #honest: boolean;
  readonly #report: (violation: string) => void;

  /** With a store that is not `honest` (it lost or replayed writes) the ages of answers are bounded by their TTL alone. */
  constructor(truth: Truth, honest: boolean, report: (violation: string) => void) {
    this.#truth = truth;
    this.#honest = honest;
    this.#report = report;
  }

  /** The least version that the answer may be of. */
  #floor(start: ReadStart, fromMemory: boolean): { readonly version: number; readonly rule: string } {
    if (!this.#honest) return { version: 1, rule: 'I1' };
    const told = this.#truth.floor(start.key, start, fromMemory ? TRUST_WINDOW : 0);
    return start.own > told
      ? { version: start.own, rule: 'I1 (own)' }
      : { version: told, rule: fromMemory ? 'I2' : 'I1' };
  }

  changeable(start: ReadStart, reading: Reading<Fact>): void {
    const where = `${start.node} read ${start.key.data} at ${start.at} ms`;
    if (reading.outcome === 'refused') {
      if (reading.reason !== 'busy') this.#report(`${where}: refused, ${reading.reason}`);
      return;
    }
    const { version: floor, rule } = this.#floor(start, reading.source === 'l1');
    const current = this.#truth.version(start.key.data);
    if (reading.outcome === 'absent') {
      // Every fifth version is an absence.
      if (Math.floor(current / 5) * 5 < floor)
        this.#report(`${where}: ${rule}: absent, but it was there since ${floor}`);
      return;
    }
    const { key, tenant, version } = reading.value;
    if (tenant !== start.key.tenant || key !== start.key.data)
      this.#report(`${where}: got ${key} of ${tenant}`);
    if (version < floor)
      this.#report(`${where}: ${rule}: got ${version}, ${floor} was told (${reading.source})`);
    if (version > current) this.#report(`${where}: got ${version}, which is not there yet`);
  }

  pointer(start: ReadStart, minVersion: number, reading: Reading<{ readonly version: number }>): void {
    const where = `${start.node} read ${start.key.data} at ${start.at} ms`;
    if (reading.outcome === 'refused') {
      if (reading.reason !== 'busy')
        this.#report(`${where}: refused, ${reading.reason}, though ${minVersion} is published`);
      return;
    }
    if (reading.outcome === 'absent') return this.#report(`${where}: absent`);
    const { version } = reading.value;
    const { version: floor, rule } = this.#floor(start, reading.source === 'l1');
    if (version < minVersion)
      this.#report(`${where}: got ${version}, asked for ${minVersion} (${reading.source})`);
    if (version < floor)
      this.#report(`${where}: ${rule}: got ${version}, ${floor} was told (${reading.source})`);
    if (version > this.#truth.version(start.key.data))
      this.#report(`${where}: got ${version}, which is not there yet`);
  }

  /** Never anything else than the one value there is. */
  versioned(start: ReadStart, reading: Reading<Fact>): void {
    if (reading.outcome === 'refused' && reading.reason === 'busy') return;
    const value = reading.outcome === 'found' ? reading.value : undefined;
    if (value?.key === start.key.data && value.tenant === start.key.tenant) return;
    this.#report(`${start.node} read ${start.key.data} at ${start.at} ms: got ${JSON.stringify(value)}`);
  }
}
