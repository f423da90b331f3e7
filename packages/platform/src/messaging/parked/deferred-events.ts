import { systemClock } from '@quotewright/kernel';
import { type Every, onTimer } from '../../timing/timers.ts';
import type { EventConsumer, IdempotentConsumer } from '../event-consumer.ts';
import { NO_METRICS } from '../inbox/inbox-metrics.ts';
import { type RetryPlace, retryTenant } from './retry-tenant.ts';
import { tenantsThatWait } from './waiting-events.ts';

export interface DeferredRetriesOptions
  extends Pick<RetryPlace, 'database' | 'log'>,
    Partial<Pick<RetryPlace, 'metrics' | 'turns' | 'clock'>> {
  readonly consumers: readonly EventConsumer[];
  /** Milliseconds between two rounds; default 2,000. */
  readonly everyMs?: number;
  /** Calls `tick` again and again until the returned function is called; default: a timer. */
  readonly every?: Every;
}

const TENANTS_AT_A_TIME = 100;
/** Tenants in a round for whom what a consumer needs is away; then it is most likely away for all. */
const MAX_FAILING = 3;

/**
 * Tries again what `subscriberOf` set aside until it succeeds, tenant by tenant, so that none stands behind another. Several processes
 * may do it at a time: the effects may be repeated. An event that fails for a reason of its own is parked.
 */
export function startDeferredRetries(options: DeferredRetriesOptions): { close(): Promise<void> } {
  const { consumers, everyMs = 2_000, every = onTimer, database, log } = options;
  const { metrics = NO_METRICS, turns = (work) => work(), clock = systemClock } = options;
  const idempotent = consumers.filter((consumer) => 'apply' in consumer);
  const closing = new AbortController();
  const place = { database, log, metrics, turns, clock, closing: closing.signal };
  const rounds = idempotent.map((consumer) => roundsOf(place, consumer));
  let failing = false;
  let round: Promise<void> | undefined;

  async function retry(): Promise<void> {
    // Each for itself: one whose effects hang holds up nobody else.
    const ends = await Promise.allSettled(rounds.map((one) => one()));
    const failed = ends.find((end) => end.status === 'rejected');
    // Said once; the next round tries again.
    if (failed !== undefined && !failing)
      log.error({ err: failed.reason }, 'events that wait cannot be tried again');
    failing = failed !== undefined;
  }

  const stop =
    idempotent.length === 0
      ? () => {}
      : every(everyMs, () => {
          round ??= retry().finally(() => {
            round = undefined;
          });
          return round;
        });
  return {
    async close() {
      closing.abort();
      stop();
      await round;
    },
  };
}

/** One consumer's rounds: each goes on behind the tenant that was tried last, and from the first one after the last one. */
function roundsOf(place: RetryPlace, consumer: IdempotentConsumer): () => Promise<void> {
  let last = '';
  return async () => {
    for (let more = true, failing = 0; more; ) {
      const tenants = await place.turns(() =>
        place.database.withSystem((tx) => tenantsThatWait(tx, consumer.name, last, TENANTS_AT_A_TIME)),
      );
      more = tenants.length === TENANTS_AT_A_TIME;
      for (const tenant of tenants) {
        if (place.closing.aborted || failing === MAX_FAILING) return;
        last = tenant;
        const end = await retryTenant(place, consumer, tenant);
        if (end === 'failing') failing += 1;
        if (end === 'more') more = true;
      }
      if (tenants.length < TENANTS_AT_A_TIME) last = '';
    }
  };
}
