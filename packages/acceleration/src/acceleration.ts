import type { Clock } from '@quotewright/kernel';
import type { Acknowledgement } from './bus/invalidation.ts';
import type { Cache } from './cache/cache.ts';
import type { Counters } from './counter/counters.ts';
import type { KeyRing } from './envelope/key-ring.ts';
import type { ExplainKey } from './explain/key-explainer.ts';
import type { StoreBudget } from './guard/store-budget.ts';
import type { Handover } from './handover/handover.ts';
import type { CacheKey } from './keys/cache-key.ts';
import type { CoordinationSubject } from './keys/coordination-key.ts';
import type { KeyShape } from './keys/key-shape.ts';
import type { Namespace } from './keys/namespace.ts';
import type { Leases } from './lease/leases.ts';
import type {
  GenerationRow,
  GenerationSource,
  PurgeScope,
  Random,
  StoreKey,
  Stores,
  Timers,
  TuningSource,
} from './ports/index.ts';
import type { Limits } from './rate-limit/limits.ts';
import type { Category } from './registry/category.ts';
import type { Codec } from './registry/codec.ts';
import type { Registry } from './registry/registry.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

export interface AccelerationOptions {
  readonly namespace: Namespace;
  readonly registry: Registry;
  readonly stores: Stores;
  /** Where purges are durable. Without it nothing can be purged or quarantined. */
  readonly generations?: GenerationSource;
  /**
   * Makes a quarantine durable, when shadow verification found too many answers that differ from the truth; all nodes are told
   * of the row. Without it divergence is counted and nothing else.
   */
  readonly quarantine?: (scope: PurgeScope, reason: string) => Promise<GenerationRow>;
  /** What operators have changed of categories for a while. Without it all is as declared. */
  readonly tunings?: TuningSource;
  /** Required as soon as a category is sealed or encrypted. */
  readonly keyRing?: KeyRing;
  readonly telemetry?: Telemetry;
  /** Bytes of this process's memory tier. Default 64 MiB. */
  readonly localBytes?: number;
  /** Milliseconds of store time per request. Default 48, so that with all delays a request loses at most 50. */
  readonly deadline?: number;
  /** Milliseconds: how old the memory of another node may be after an invalidation (I2). Default 2,000. */
  readonly trustWindow?: number;
  /** How many processes share the quotas of `limits`: each has that part while the store is down. Default 1. */
  readonly nodes?: () => number;
  readonly clock?: Clock;
  readonly timers?: Timers;
  readonly random?: Random;
}

/** What this node's layer is doing, for health and doctor. */
export interface AccelerationHealth {
  readonly store: 'closed' | 'open' | 'half-open';
  readonly coordination: 'closed' | 'open' | 'half-open';
  readonly bus: 'deaf' | 'locating' | 'trusted';
  /** Whether changeable values are answered from memory now. */
  readonly busTrusted: boolean;
  /** Invalidations that the store has not acknowledged. */
  readonly pendingInvalidations: number;
  /** Categories of which it owes more than it can remember; they are not read from the store until all in it has died of age. */
  readonly suspendedCategories: readonly string[];
  readonly local: { readonly bytes: number; readonly entries: number };
  readonly generation: number;
}

export interface Acceleration {
  /** Throws `CACHE_CATEGORY_UNKNOWN` for a category that is not in the registry. */
  cache<Shape extends KeyShape, Value>(category: Category<Shape, Value>): Cache<Shape, Value>;
  /** To be called after the change is committed. See `Acknowledgement`. */
  invalidate(keys: readonly CacheKey[]): Promise<Acknowledgement>;
  /** Tells all nodes of a purge that is committed already; those that do not hear it read it from its source. */
  announcePurge(row: GenerationRow): Promise<void>;
  /** Reads the tunings at once; every node reads them every few seconds in any case. Never rejects. */
  refreshTunings(): Promise<void>;
  /**
   * Where the value under a key came from and what would drop it. The key is given as text, with its namespace or without. Asks the
   * store once, never the truth; never rejects for store trouble. `describe` says of a value what may be shown; what it throws
   * counts as nothing said.
   */
  readonly explain: ExplainKey;
  /** The store time of one request; to be passed to all reads of that request. */
  newBudget(): StoreBudget;
  /** One worker at a time, as a courtesy; see `coordinationKey`. */
  readonly leases: Leases;
  readonly counters: Counters;
  /** Rate limits over all nodes. */
  readonly limits: Limits;
  /** Values of this codec that are handed over once. */
  handover<Value>(codec: Codec<Value>): Handover<Value>;
  /** The key of a lease, a counter or a handover. Throws `CACHE_KEY_INVALID`. */
  coordinationKey(subject: CoordinationSubject): StoreKey;
  readonly health: AccelerationHealth;
  /**
   * Waits until purges and the store's clock have been read and the bus is heard, a second at most, so that the first requests find
   * everything usable. Never rejects; nobody has to call it.
   */
  ready(): Promise<void>;
  /**
   * Ends loads, timers and listeners; later loads reject with `CACHE_CLOSED`, later invalidations stay pending. Does not close the
   * stores, which are their opener's.
   */
  close(): Promise<void>;
}
