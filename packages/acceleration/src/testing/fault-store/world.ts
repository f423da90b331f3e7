import type { Clock } from '@quotewright/kernel';
import type { Bytes, EntryKeys, StoreKey, Timers } from '../../ports/index.ts';
import { SeededRandom } from '../seeded-random.ts';
import { ActiveFaults } from './active-faults.ts';
import { BusPositions } from './bus-positions.ts';
import { FaultGate } from './fault-gate.ts';
import { Incarnations } from './incarnations.ts';
import { Ledger } from './ledger.ts';

export interface FaultStoresOptions {
  /** A whole number, 0 to 2^32 − 1. All chance comes from it. */
  readonly seed: number;
  readonly clock: Clock;
  readonly timers: Timers;
}

export type Coordinated =
  | { readonly kind: 'counter'; readonly sum: number }
  | { readonly kind: 'handover'; readonly bytes: Bytes };

/** What all wrapped stores of one server have in common. */
export interface World {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: SeededRandom;
  readonly active: ActiveFaults;
  readonly gate: FaultGate;
  readonly names: Incarnations;
  readonly entries: Ledger<EntryKeys, Bytes>;
  /** Leases too; they have no value here. */
  readonly coordination: Ledger<null, Coordinated>;
  readonly positions: BusPositions;
  readonly olderSchemas: Map<StoreKey, Bytes>;
}

export function createWorld({ seed, clock, timers }: FaultStoresOptions): World {
  const random = new SeededRandom(seed);
  const active = new ActiveFaults(random.fork('faults'));
  return {
    clock,
    timers,
    random: random.fork('world'),
    active,
    gate: new FaultGate(active, timers),
    names: new Incarnations(),
    entries: new Ledger(),
    coordination: new Ledger(),
    positions: new BusPositions(),
    olderSchemas: new Map(),
  };
}
