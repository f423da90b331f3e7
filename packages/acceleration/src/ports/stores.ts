import type { BusStore } from './bus-store.ts';
import type { CoordinationStore } from './coordination-store.ts';
import type { EntryStore } from './entry-store.ts';

/**
 * What the layer keeps its copies and coordinates through. Entries may live on another server (evicting) than bus and
 * coordination (never evicting).
 */
export interface Stores {
  /** The namespace whose bus and wake-ups they speak on; absent where there is nobody else to speak to. */
  readonly speaksFor?: string;
  readonly entries: EntryStore;
  readonly bus: BusStore;
  readonly coordination: CoordinationStore;
  /** How many entries the store has thrown out for want of memory, expired ones not counted, since it began. */
  evictedKeys(): Promise<number>;
  close(): Promise<void>;
}
