/** One metric as Prometheus shows it. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** At most two. */
  readonly labels: readonly string[];
  readonly help: string;
  /** Upper bounds of a histogram's buckets, ascending, without the infinite one; empty for others. */
  readonly buckets: readonly number[];
}

const COMMAND_MS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250];
const LOAD_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];
const LAG_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 15_000, 60_000];
const AGE_MS = [100, 1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000];

/** All metrics of the layer. The adapter for Prometheus and the reference page are made from this table. */
export const accelerationMetrics = {
  hits: counter('redis_cache_hit_total', ['cache_name'], 'Lookups answered without asking the truth.'),
  hitSources: counter(
    'redis_cache_hit_source_total',
    ['cache_name', 'source'],
    'Hits by where they came from: l1, l2, stale.',
  ),
  staleServed: counter(
    'redis_cache_stale_served_total',
    ['cache_name'],
    'Hits past their fresh life, within what the category allows.',
  ),
  entryAge: histogram(
    'redis_cache_entry_age_ms',
    ['cache_name'],
    'Age of the value at a hit, milliseconds since its load.',
    AGE_MS,
  ),
  misses: counter('redis_cache_miss_total', ['cache_name'], 'Lookups that had to ask the truth.'),
  missReasons: counter('redis_cache_miss_reason_total', ['cache_name', 'reason'], 'Misses by their reason.'),
  hitRatio: gauge(
    'redis_cache_hit_ratio',
    ['cache_name'],
    'Hits among all lookups since the start of the process, 0 to 1.',
  ),
  mismatches: counter(
    'redis_cache_mismatch_total',
    ['cache_name', 'why'],
    'Stored bytes that were no answer: of another schema, key, tenant or generation, damaged, expired.',
  ),
  loads: counter(
    'redis_cache_load_total',
    ['cache_name', 'outcome'],
    'Loads from the truth by their outcome.',
  ),
  loadDuration: histogram(
    'redis_cache_load_duration_ms',
    ['cache_name'],
    'Milliseconds of a load from the truth, whatever its outcome.',
    LOAD_MS,
  ),
  fills: counter('redis_cache_fill_total', ['cache_name'], 'Values stored after a load.'),
  fillBytes: counter('redis_cache_fill_bytes_total', ['cache_name'], 'Bytes of stored envelopes.'),
  unstored: counter(
    'redis_cache_unstored_total',
    ['cache_name', 'why'],
    'Loaded values that were not stored.',
  ),
  fillRejected: counter(
    'redis_cache_fill_rejected_total',
    ['cache_name'],
    'Fills refused because the entry was invalidated, or its lease lost, after the load began.',
  ),
  oversize: counter('redis_cache_oversize_total', ['cache_name'], 'Values over the cap of their category.'),
  refusals: counter(
    'redis_cache_refused_total',
    ['cache_name', 'why'],
    'Lookups that were refused, as the category declares: busy, store-down, degraded.',
  ),
  lockAcquired: counter('redis_lock_acquired_total', ['lock_name'], 'Leases taken.'),
  lockContention: counter('redis_lock_contention_total', ['lock_name'], 'Leases that somebody else held.'),
  lockLost: counter(
    'redis_lock_lost_total',
    ['lock_name'],
    'Leases that ended before their holder was done.',
  ),
  invalidations: counter(
    'redis_cache_invalidation_total',
    ['cache_name', 'outcome'],
    'Invalidations: acknowledged by the store, or pending.',
  ),
  invalidationLag: histogram(
    'redis_cache_invalidation_lag_ms',
    ['cache_name'],
    'Milliseconds from the first try of an invalidation to its acknowledgement.',
    LAG_MS,
  ),
  busEvents: counter(
    'redis_bus_event_total',
    ['event'],
    'Changes of trust in the invalidation bus: trusted, gap, epoch, disconnect, silence.',
  ),
  commandLatency: histogram(
    'redis_command_latency_ms',
    ['command'],
    'Milliseconds of an operation on the store, to its answer, its error or its deadline.',
    COMMAND_MS,
  ),
  errors: counter(
    'redis_cache_error_total',
    ['operation'],
    'Operations that reached for the store and got an error, or no answer before the deadline.',
  ),
  troubles: counter(
    'redis_cache_trouble_total',
    ['operation', 'kind'],
    'Operations without an answer: timeout, error, busy (no place), open (breaker).',
  ),
  poolWait: histogram(
    'redis_pool_wait_ms',
    [],
    'Milliseconds that operations waited for a place among those under way; those that found one at once do not count.',
    COMMAND_MS,
  ),
  poolOperations: gauge(
    'redis_pool_operations',
    ['store', 'state'],
    'Operations between the process and a store now: under-way, waiting for a place, abandoned at their deadline.',
  ),
  breakerTransitions: counter(
    'redis_breaker_transition_total',
    ['store', 'state'],
    'Changes of the breaker before a store, by the state it came to.',
  ),
  breakersOpen: gauge(
    'redis_breaker_open',
    ['store'],
    '1 while the breaker before the store lets nothing through.',
  ),
  evicted: counter('redis_key_evicted_total', [], 'Keys that the store threw out for want of memory.'),
  evictedLocally: counter(
    'redis_cache_local_evicted_total',
    ['cache_name'],
    'Entries that left the memory of the process for want of room.',
  ),
  shadows: counter(
    'redis_cache_shadow_total',
    ['cache_name', 'outcome'],
    'Hits compared with the truth off the hot path; diverged is the alarm.',
  ),
  limits: counter(
    'redis_rate_limit_total',
    ['quota', 'outcome'],
    'Asks for units of a quota: admitted or refused by the store, or locally while it is down; unlimited, closed, impossible.',
  ),
  rateLimited: counter(
    'redis_rate_limited_total',
    ['tenant', 'endpoint'],
    'Requests refused by a rate limit. The one metric with a label for the tenant.',
  ),
  rateLimitedClasses: counter(
    'redis_rate_limited_class_total',
    ['client_class'],
    'Requests refused by a rate limit, by class of client.',
  ),
} as const satisfies Readonly<Record<string, MetricDefinition>>;

function counter(name: string, labels: readonly string[], help: string): MetricDefinition {
  return { name, type: 'counter', labels, help, buckets: [] };
}

function gauge(name: string, labels: readonly string[], help: string): MetricDefinition {
  return { name, type: 'gauge', labels, help, buckets: [] };
}

function histogram(
  name: string,
  labels: readonly string[],
  help: string,
  buckets: readonly number[],
): MetricDefinition {
  return { name, type: 'histogram', labels, help, buckets };
}
