import type { Clock } from '@quotewright/kernel';
import type { Random, Timers, Tuning, TuningSource } from '../ports/index.ts';
import type { Category, TimeToLive } from '../registry/category.ts';
import type { Registry } from '../registry/registry.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type TunedTerms, tunedTerms } from './tuned-terms.ts';

/** The answers of a category that can be tuned. */
export type TunableCategory = Pick<Category<any, any>, 'name' | 'ttl' | 'shadowRate'>;

/**
 * What a node knows of tunings. None is needed for a right answer: a node that has not heard of one goes by the declaration, and one
 * that cannot read them any more forgets each when its time is over.
 */
export interface Tunings {
  /** For copies that are made now. */
  ttl(category: TunableCategory, tenant: string | null): TimeToLive;
  /** For hits that are answered now. */
  shadowRate(category: TunableCategory, tenant: string | null): number;
  /** Reads the source, beginning after this call. Never rejects: if it fails, what was known stays. */
  refresh(): Promise<void>;
  /** Reads now, and from then on again and again. Resolves also when the first read failed. */
  start(): Promise<void>;
  close(): void;
}

export interface TuningsOptions {
  /** Without one all is as declared. */
  readonly source?: TuningSource;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly telemetry?: Pick<Telemetry, 'trouble'>;
  /** Milliseconds between two reads, at most; up to a sixth less, by chance. Default 5,000. */
  readonly every?: number;
}

export function createTunings(options: TuningsOptions): Tunings {
  const { source, registry, clock, timers, random, telemetry, every = 5_000 } = options;
  /** By category, then by tenant. */
  let known = new Map<string, Map<string, TunedTerms>>();
  let reading: Promise<void> = Promise.resolve();
  let queued: Promise<void> | undefined;
  let closed = false;
  let cancelRound = () => {};

  function termsOf({ name }: TunableCategory, tenant: string | null): TunedTerms | undefined {
    const ofCategory = known.get(name);
    if (ofCategory === undefined || tenant === null) return undefined;
    const terms = ofCategory.get(tenant);
    return terms !== undefined && clock.now() < terms.until ? terms : undefined;
  }

  function install(tunings: readonly Tuning[]): void {
    const next = new Map<string, Map<string, TunedTerms>>();
    for (const tuning of tunings) {
      const category = registry.find(tuning.category);
      // Of a release that has other categories, or of one that belongs to all tenants.
      if (category === undefined || category.tenantScope !== 'tenant') continue;
      const ofCategory = next.get(tuning.category) ?? new Map<string, TunedTerms>();
      ofCategory.set(tuning.tenant, tunedTerms(category, tuning));
      next.set(tuning.category, ofCategory);
    }
    known = next;
  }

  async function read(from: TuningSource): Promise<void> {
    try {
      const found = await from.read();
      if (!closed) install(found);
    } catch {
      telemetry?.trouble('tunings', 'error');
    }
  }

  function refresh(): Promise<void> {
    if (source === undefined || closed) return Promise.resolve();
    // One read after the other: what was read first must not be believed last.
    queued ??= reading.then(() => {
      queued = undefined;
      reading = read(source);
      return reading;
    });
    return queued;
  }

  function nextRound(): void {
    if (closed) return;
    const wait = every * (1 - random.fraction() / 6);
    cancelRound = timers.after(wait, () => void refresh().then(nextRound));
  }

  return {
    ttl: (category, tenant) => termsOf(category, tenant)?.ttl ?? category.ttl,
    shadowRate: (category, tenant) => termsOf(category, tenant)?.shadowRate ?? category.shadowRate ?? 0,
    refresh,
    async start() {
      if (source === undefined) return;
      await refresh();
      nextRound();
    },
    close() {
      closed = true;
      cancelRound();
    },
  };
}
