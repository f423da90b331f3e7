import { createEnvelopes } from '../../envelope/envelopes.ts';
import type { Bytes, EntryKeys, EntryStore, Stores } from '../../ports/index.ts';
import { firstNameOf } from '../fault-store/incarnations.ts';
import type { Fact, Truth } from './truth.ts';

/**
 * Stands at the store itself, past all faults, and sees what is really applied: I0, nothing that was read from the truth before an
 * invalidation is stored after it. Whoever fills after an eviction took the lease after it, and so read the truth after it.
 */
export class Witness {
  readonly #truth: Truth;
  readonly #report: (violation: string) => void;
  /** What the truth said when the key was evicted last. */
  readonly #floors = new Map<string, number>();
  readonly #envelopes = createEnvelopes();

  constructor(truth: Truth, report: (violation: string) => void) {
    this.#truth = truth;
    this.#report = report;
  }

  watch(stores: Stores): Stores {
    const { entries } = stores;
    const watched: EntryStore = {
      ...entries,
      evict: (entry) => {
        this.#evicted(entry);
        return entries.evict(entry);
      },
      evictMany: (all) => {
        for (const entry of all) this.#evicted(entry);
        return entries.evictMany(all);
      },
      // The memory store applies a fill in the call: what is true before it is true at it.
      fill: async (entry, fill) => {
        const floor = this.#floorOf(entry);
        const outcome = await entries.fill(entry, fill);
        if (outcome === 'stored') this.#judge(fill.value, floor);
        return outcome;
      },
      fillMany: async (fills) => {
        const floors = fills.map(({ entry }) => this.#floorOf(entry));
        const outcomes = await entries.fillMany(fills);
        fills.forEach(({ fill }, at) => {
          if (outcomes[at] === 'stored') this.#judge(fill.value, floors[at] as number);
        });
        return outcomes;
      },
    };
    return { ...stores, entries: watched };
  }

  #evicted({ data }: EntryKeys): void {
    const key = firstNameOf(data);
    this.#floors.set(key, this.#truth.version(key));
  }

  #floorOf({ data }: EntryKeys): number {
    return this.#floors.get(firstNameOf(data)) ?? 1;
  }

  #judge(value: Bytes, floor: number): void {
    const header = this.#envelopes.readHeader(value);
    if (typeof header === 'string' || header.negative) return;
    const payload = Buffer.from(value.subarray(value.length - payloadLength(value))).toString();
    const { key, version } = JSON.parse(payload) as Fact;
    if (version < floor)
      this.#report(`I0: version ${version} of ${key} was stored after ${floor} had been evicted`);
  }
}

/** The payloads here are short JSON objects, the last thing in an uncompressed envelope. */
function payloadLength(envelope: Bytes): number {
  return envelope.length - Buffer.from(envelope).lastIndexOf('{"key"');
}
