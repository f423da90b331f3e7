import { type Clock, systemClock } from '@quotewright/kernel';
import { type Random, systemRandom } from '../../ports/index.ts';
import { BusStream } from './bus-stream.ts';
import { CoordinationSpace } from './coordination-space.ts';
import { EntrySpace } from './entry-space.ts';

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

export interface MemoryEngineOptions {
  /** Its wall clock is the store's. Default: the system's. */
  readonly clock?: Clock;
  readonly random?: Random;
  /** Bound on entries with their leases and waiters, keys and bookkeeping counted. Default 64 MiB. */
  readonly maxBytes?: number;
  /** What a write meets when there is no room: the least recently used values go (default), or the write is refused. */
  readonly full?: 'evict' | 'refuse';
}

export interface MemoryStats {
  /** What is counted against `maxBytes`. */
  readonly bytes: number;
  /** Values, with expired ones that nobody met yet. */
  readonly entries: number;
  readonly evictions: number;
}

/** What a server is to Redis clients: the state that the nodes of one process share. */
export class MemoryEngine {
  readonly clock: Clock;
  readonly entries: EntrySpace;
  readonly bus: BusStream;
  readonly coordination: CoordinationSpace;

  constructor({
    clock = systemClock,
    random = systemRandom,
    maxBytes = DEFAULT_MAX_BYTES,
    full = 'evict',
  }: MemoryEngineOptions = {}) {
    this.clock = clock;
    this.entries = new EntrySpace({ clock, maxBytes, full });
    this.bus = new BusStream(random);
    this.coordination = new CoordinationSpace(clock);
  }

  /** Everything is gone, the epoch of the bus too. Listeners stay connected and hear nothing of it. */
  flush(): void {
    this.entries.clear();
    this.bus.clear();
    this.coordination.clear();
  }

  /** Every bus listener loses its connection and what was under way to it, and subscribes again. */
  disconnect(): void {
    this.bus.disconnect();
  }

  stats(): MemoryStats {
    const { bytes, entries, evictions } = this.entries;
    return { bytes, entries, evictions };
  }
}
