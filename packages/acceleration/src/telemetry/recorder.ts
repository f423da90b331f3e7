import { type Clock, systemClock } from '@quotewright/kernel';
import type { StoreLoad } from '../guard/store-guard.ts';
import { type HeavyHitter, HeavyHitters } from './heavy-hitters.ts';
import { type MetricDefinition, accelerationMetrics as metrics } from './metric-table.ts';
import { Counters, type Distribution, Distributions } from './series.ts';
import type { Telemetry } from './telemetry.ts';

type Labels = Readonly<Record<string, string>>;

/** What one metric says: samples of a counter or gauge, distributions of a histogram; the other list is empty. */
export interface MetricReading {
  readonly definition: MetricDefinition;
  readonly samples: readonly { readonly labels: Labels; readonly value: number }[];
  readonly distributions: readonly (Distribution & { readonly labels: Labels })[];
}

export interface TelemetrySnapshot {
  /** Since when it was counted, milliseconds since the epoch. */
  readonly since: number;
  /** In the order of the metric table. */
  readonly metrics: readonly MetricReading[];
  /** The keys that miss most lately, at most 20; counts are lower bounds. */
  readonly topMissingKeys: readonly HeavyHitter[];
}

export interface Recorder extends Telemetry {
  snapshot(): TelemetrySnapshot;
  /** All keys that are tracked as missing often, most frequent first; counts are lower bounds. */
  missingKeys(): readonly HeavyHitter[];
}

const TRACKED_KEYS = 128;
const SHOWN_KEYS = 20;

/** Counts everything in memory of bounded size. One per process, read by the metrics endpoint and the console. */
export function createRecorder(options: { readonly clock?: Clock } = {}): Recorder {
  const since = (options.clock ?? systemClock).now();
  const hits = new Counters();
  const misses = new Counters();
  const mismatches = new Counters();
  const loads = new Counters();
  const fills = new Counters();
  const fillBytes = new Counters();
  const unstored = new Counters();
  const refusals = new Counters();
  const leases = new Counters();
  const invalidations = new Counters();
  const busEvents = new Counters();
  const troubles = new Counters();
  const breaker = new Counters();
  const breakerStates = new Map<string, 'closed' | 'open' | 'half-open'>();
  const evicted = new Counters();
  const evictedLocally = new Counters();
  const shadows = new Counters();
  const limits = new Counters();
  const rateLimited = new Counters();
  const rateLimitedClasses = new Counters();
  const entryAge = new Distributions(metrics.entryAge.buckets);
  const loadDuration = new Distributions(metrics.loadDuration.buckets);
  const invalidationLag = new Distributions(metrics.invalidationLag.buckets);
  const commandLatency = new Distributions(metrics.commandLatency.buckets);
  const poolWait = new Distributions(metrics.poolWait.buckets);
  const watched = new Map<string, () => StoreLoad>();
  const missing = new HeavyHitters(TRACKED_KEYS);

  const readings: Readonly<Record<keyof typeof metrics, (definition: MetricDefinition) => MetricReading>> = {
    hits: (definition) => sums(definition, hits),
    hitSources: (definition) => counts(definition, hits),
    staleServed: (definition) => sums(definition, hits, (source) => source === 'stale'),
    entryAge: (definition) => distributions(definition, entryAge),
    misses: (definition) => sums(definition, misses),
    missReasons: (definition) => counts(definition, misses),
    hitRatio: (definition) => samples(definition, ratios(hits, misses)),
    mismatches: (definition) => counts(definition, mismatches),
    loads: (definition) => counts(definition, loads),
    loadDuration: (definition) => distributions(definition, loadDuration),
    fills: (definition) => counts(definition, fills),
    fillBytes: (definition) => counts(definition, fillBytes),
    unstored: (definition) => counts(definition, unstored),
    fillRejected: (definition) => sums(definition, unstored, (why) => why === 'refused'),
    oversize: (definition) => sums(definition, unstored, (why) => why === 'oversize'),
    refusals: (definition) => counts(definition, refusals),
    lockAcquired: (definition) => sums(definition, leases, (outcome) => outcome === 'acquired'),
    lockContention: (definition) => sums(definition, leases, (outcome) => outcome === 'contended'),
    lockLost: (definition) => sums(definition, leases, (outcome) => outcome === 'lost'),
    invalidations: (definition) => counts(definition, invalidations),
    invalidationLag: (definition) => distributions(definition, invalidationLag),
    busEvents: (definition) => counts(definition, busEvents),
    commandLatency: (definition) => distributions(definition, commandLatency),
    errors: (definition) => sums(definition, troubles, (kind) => kind === 'error' || kind === 'timeout'),
    troubles: (definition) => counts(definition, troubles),
    poolWait: (definition) => distributions(definition, poolWait),
    poolOperations: (definition) => samples(definition, operations(watched)),
    breakerTransitions: (definition) => counts(definition, breaker),
    breakersOpen: (definition) => samples(definition, openNow(breakerStates)),
    evicted: (definition) => counts(definition, evicted),
    evictedLocally: (definition) => counts(definition, evictedLocally),
    shadows: (definition) => counts(definition, shadows),
    limits: (definition) => counts(definition, limits),
    rateLimited: (definition) => counts(definition, rateLimited),
    rateLimitedClasses: (definition) => counts(definition, rateLimitedClasses),
  };
  const names = Object.keys(metrics) as (keyof typeof metrics)[];

  return {
    hit: (category, source, ageMs) => {
      hits.add(category, source, 1);
      entryAge.observe(category, ageMs);
    },
    miss: (category, reason) => misses.add(category, reason, 1),
    missed: (keyText) => missing.add(keyText),
    missingKeys: () => missing.top(TRACKED_KEYS),
    mismatch: (category, why) => mismatches.add(category, why, 1),
    load: (category, outcome, ms) => {
      loads.add(category, outcome, 1);
      loadDuration.observe(category, ms);
    },
    stored: (category, bytes) => {
      fills.add(category, '', 1);
      fillBytes.add(category, '', bytes);
    },
    unstored: (category, why) => unstored.add(category, why, 1),
    refused: (category, why) => refusals.add(category, why, 1),
    lease: (lock, outcome) => leases.add(lock, outcome, 1),
    invalidated: (category, outcome) => invalidations.add(category, outcome, 1),
    invalidationLag: (category, ms) => invalidationLag.observe(category, ms),
    bus: (event) => busEvents.add(event, '', 1),
    command: (operation, ms) => commandLatency.observe(operation, ms),
    trouble: (operation, kind) => troubles.add(operation, kind, 1),
    poolWait: (ms) => poolWait.observe('', ms),
    breaker: (store, state) => {
      breaker.add(store, state, 1);
      breakerStates.set(store, state);
    },
    evictedLocally: (category) => evictedLocally.add(category, '', 1),
    evictedByStore: (keys) => evicted.add('', '', keys),
    shadow: (category, outcome) => shadows.add(category, outcome, 1),
    limit: (quota, outcome) => limits.add(quota, outcome, 1),
    rateLimited: (tenant, endpoint, clientClass) => {
      rateLimited.add(tenant, endpoint, 1);
      rateLimitedClasses.add(clientClass, '', 1);
    },
    watchStore: (store, load) => {
      watched.set(store, load);
    },
    snapshot: () => ({
      since,
      metrics: names.map((name) => readings[name](metrics[name])),
      topMissingKeys: missing.top(SHOWN_KEYS),
    }),
  };
}

type Entry = readonly [first: string, second: string, value: number];

function* openNow(states: ReadonlyMap<string, string>): Generator<Entry> {
  for (const [store, state] of states) yield [store, '', state === 'open' ? 1 : 0];
}

function* operations(stores: ReadonlyMap<string, () => StoreLoad>): Generator<Entry> {
  for (const [store, load] of stores) {
    const { underWay, waiting, abandoned } = load();
    yield [store, 'under-way', underWay];
    yield [store, 'waiting', waiting];
    yield [store, 'abandoned', abandoned];
  }
}

function* ratios(hits: Counters, misses: Counters): Generator<Entry> {
  const found = hits.sums();
  const missed = misses.sums();
  for (const name of new Set([...found.keys(), ...missed.keys()])) {
    const own = found.get(name) ?? 0;
    yield [name, '', own / (own + (missed.get(name) ?? 0))];
  }
}

function counts(definition: MetricDefinition, counters: Counters): MetricReading {
  return samples(definition, counters.entries());
}

function sums(
  definition: MetricDefinition,
  counters: Counters,
  of?: (second: string) => boolean,
): MetricReading {
  return samples(
    definition,
    [...counters.sums(of)].map(([first, value]) => [first, '', value]),
  );
}

function samples(definition: MetricDefinition, entries: Iterable<Entry>): MetricReading {
  return {
    definition,
    samples: [...entries].map(([first, second, value]) => ({
      labels: labelled(definition, first, second),
      value,
    })),
    distributions: [],
  };
}

function distributions(definition: MetricDefinition, of: Distributions): MetricReading {
  return {
    definition,
    samples: [],
    distributions: [...of.entries()].map(([first, distribution]) => ({
      labels: labelled(definition, first, ''),
      ...distribution,
    })),
  };
}

function labelled({ labels: [one, two] }: MetricDefinition, first: string, second: string): Labels {
  if (one === undefined) return {};
  return two === undefined ? { [one]: first } : { [one]: first, [two]: second };
}
