import type { Mismatch } from '../envelope/envelope.ts';
import type { StoreLoad, TroubleKind } from '../guard/store-guard.ts';

export type HitSource = 'l1' | 'l2' | 'stale';

/** Why a lookup had to ask the truth. */
export type MissReason =
  | 'absent' // the store has none
  | 'stale' // past `fresh`, and the category serves none that is
  | 'mismatch' // there were bytes, but no answer
  | 'min-version' // older than the caller accepts
  | 'pending' // an invalidation of this key is not acknowledged yet
  | 'quarantined'
  | 'store'; // the store gave no answer

export type LoadOutcome = 'loaded' | 'absent' | 'failed' | 'timeout' | 'aborted';

/** Why a loaded value was not stored. */
export type Unstored =
  | 'refused'
  | 'older'
  | 'oversize'
  | 'unencodable'
  | 'expired'
  | 'trouble'
  | 'negative-cap'
  | 'undeclared-negative';

export type LimitOutcome =
  | 'admitted'
  | 'refused'
  | 'local-admitted' // by this process's share
  | 'local-refused'
  | 'unlimited' // the store is down, and the ask says `open`
  | 'closed' // the store is down, and the ask says so
  | 'impossible'; // the cost is above the burst

/**
 * What the layer tells about itself. Called on hot paths: implementations count and return. Every argument is from a
 * closed set, or a declared name.
 */
export interface Telemetry {
  hit(category: string, source: HitSource, ageMs: number): void;
  miss(category: string, reason: MissReason): void;
  /** Which key a miss was about, for the list of the keys that miss most. Never a label. */
  missed(keyText: string): void;
  mismatch(category: string, why: Mismatch): void;
  /** A load ended after `ms`. */
  load(category: string, outcome: LoadOutcome, ms: number): void;
  stored(category: string, bytes: number): void;
  unstored(category: string, why: Unstored): void;
  refused(category: string, why: 'busy' | 'store-down' | 'degraded'): void;
  /** A lease was asked for. `lock` is the category's name, or the lease's. */
  lease(lock: string, outcome: 'acquired' | 'contended' | 'lost'): void;
  invalidated(category: string, outcome: 'acknowledged' | 'pending'): void;
  /** From the first try to the acknowledgement. */
  invalidationLag(category: string, ms: number): void;
  bus(event: 'trusted' | 'gap' | 'epoch' | 'disconnect' | 'silence'): void;
  command(operation: string, ms: number): void;
  trouble(operation: string, kind: TroubleKind): void;
  /** Wait for a place among the operations under way. */
  poolWait(ms: number): void;
  /** `store` is the guard's name: `entries`, `coordination`. */
  breaker(store: string, state: 'closed' | 'open' | 'half-open'): void;
  evictedLocally(category: string): void;
  /** The store threw out so many keys, expired ones not counted, since this was told last. */
  evictedByStore(keys: number): void;
  /** Where to ask what is between this process and the store of this name (`entries`, `coordination`). Called once per store. */
  watchStore(store: string, load: () => StoreLoad): void;
  shadow(category: string, outcome: 'same' | 'diverged' | 'changed-meanwhile' | 'failed'): void;
  /** An ask for units of a quota; `quota` is its declared name. */
  limit(quota: string, outcome: LimitOutcome): void;
  /** `endpoint` is the route template, `clientClass` the name of the quota that was short. */
  rateLimited(tenant: string, endpoint: string, clientClass: string): void;
}
