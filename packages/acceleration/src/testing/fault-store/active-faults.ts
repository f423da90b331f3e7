import type { SeededRandom } from '../seeded-random.ts';
import { type FaultName, type FaultTerms, faultNames } from './faults.ts';

interface Injection {
  readonly fault: FaultName;
  /** Undefined: every node. */
  readonly node: number | undefined;
  readonly terms: FaultTerms[FaultName];
}

/** Which faults are on, where, and how often each has struck. */
export class ActiveFaults {
  readonly struck: Record<FaultName, number>;
  readonly #injections = new Set<Injection>();
  readonly #listeners = new Set<() => void>();
  readonly #random: Record<FaultName, SeededRandom>;

  constructor(random: SeededRandom) {
    this.struck = Object.fromEntries(faultNames.map((name) => [name, 0])) as Record<FaultName, number>;
    // One generator a fault: switching one on does not change what the others draw.
    this.#random = Object.fromEntries(faultNames.map((name) => [name, random.fork(name)])) as Record<
      FaultName,
      SeededRandom
    >;
  }

  get quiet(): boolean {
    return this.#injections.size === 0;
  }

  random(fault: FaultName): SeededRandom {
    return this.#random[fault];
  }

  add(injection: Injection): () => void {
    this.#injections.add(injection);
    this.#changed();
    return () => {
      if (this.#injections.delete(injection)) this.#changed();
    };
  }

  remove(fault?: FaultName): void {
    for (const injection of this.#injections) {
      if (fault === undefined || injection.fault === fault) this.#injections.delete(injection);
    }
    this.#changed();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The terms of the latest injection that covers the node. */
  on<Name extends FaultName>(fault: Name, node: number): FaultTerms[Name] | undefined {
    let terms: FaultTerms[FaultName] | undefined;
    for (const injection of this.#injections) {
      const covers = injection.node === undefined || injection.node === node;
      if (injection.fault === fault && covers) terms = injection.terms;
    }
    return terms as FaultTerms[Name] | undefined;
  }

  /** As `on`, and by its chance it is this occasion's turn. */
  due<Name extends FaultName>(fault: Name, node: number): FaultTerms[Name] | undefined {
    if (this.quiet) return undefined;
    const terms = this.on(fault, node);
    if (terms === undefined) return undefined;
    return 'chance' in terms && !this.#random[fault].chance(terms.chance) ? undefined : terms;
  }

  /** As `due`, and counted as done. */
  strike<Name extends FaultName>(fault: Name, node: number): FaultTerms[Name] | undefined {
    const terms = this.due(fault, node);
    if (terms !== undefined) this.struck[fault] += 1;
    return terms;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
