import type { Clock } from '@quotewright/kernel';
import type { PendingInvalidations } from '../bus/pending-invalidations.ts';
import type { Trust } from '../bus/trust.ts';
import type { Envelopes } from '../envelope/envelopes.ts';
import type { Generations } from '../generation/generations.ts';
import type { StoreBudget } from '../guard/store-budget.ts';
import type { StoreGuard } from '../guard/store-guard.ts';
import type { EntryStore, Random, Timers } from '../ports/index.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Tunings } from '../tuning/tunings.ts';
import type { Closing } from './closing.ts';
import type { FlightTable } from './flight-table.ts';
import type { LocalTier } from './local-tier.ts';
import type { StoreClock } from './store-clock.ts';
import type { StoreReads } from './store-reads.ts';
import type { WakeCalls } from './wake-calls.ts';

/** What all categories of one process share. */
export interface CacheContext {
  readonly entries: EntryStore;
  readonly guard: StoreGuard;
  readonly envelopes: Envelopes;
  readonly clock: Clock;
  readonly storeClock: StoreClock;
  readonly timers: Timers;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly trust: Trust;
  readonly generations: Generations;
  readonly tunings: Tunings;
  readonly pending: PendingInvalidations;
  readonly local: LocalTier;
  readonly flights: FlightTable;
  readonly reads: StoreReads;
  readonly wakeCalls: WakeCalls;
  readonly closing: Closing;
  /** Milliseconds of store time of a request that has used none. */
  readonly deadline: number;
  /** The store time of a caller who brought no budget, and of work that is nobody's request. */
  readonly newBudget: () => StoreBudget;
}
