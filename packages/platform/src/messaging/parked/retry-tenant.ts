import type { Clock, TenantId } from '@quotewright/kernel';
import type { Database } from '../../postgres/database.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { IdempotentConsumer } from '../event-consumer.ts';
import type { InboxMetrics } from '../inbox/inbox-metrics.ts';
import { isPassing } from '../inbox/passing-error.ts';
import type { Turns } from '../inbox/turns.ts';
import { keepError } from './parked-rows.ts';
import { recordedError } from './recorded-error.ts';
import { endWaiting, parkWaiting, readWaiting, type WaitingEvent } from './waiting-events.ts';

export interface RetryPlace {
  readonly database: Database;
  readonly log: Pick<Logger, 'info' | 'error'>;
  readonly metrics: Pick<InboxMetrics, 'ended' | 'lagged'>;
  readonly turns: Turns;
  readonly clock: Pick<Clock, 'now'>;
  readonly closing: AbortSignal;
}

/** Tried together. */
const AT_A_TIME = 100;
/** Then the next tenant has its turn. */
const MAX_BATCHES = 20;

/**
 * Tries again what waits of one tenant for one consumer, for as long as it succeeds: one first, because while what it needs is away,
 * the others need not even be read. `failing`: it is still away. `more`: it succeeds, and others have their turn first.
 */
export async function retryTenant(
  place: RetryPlace,
  consumer: IdempotentConsumer,
  tenant: TenantId,
): Promise<'done' | 'more' | 'failing'> {
  const { database, turns, closing } = place;
  let size = 1;
  for (let batch = 0; batch <= MAX_BATCHES && !closing.aborted; batch += 1) {
    const waiting = await turns(() =>
      database.withTenant(tenant, 'read', (tx) => readWaiting(tx, consumer.name, size)),
    );
    if (!(await tryAgain(place, consumer, tenant, waiting))) return 'failing';
    if (waiting.length < size) return 'done';
    size = AT_A_TIME;
  }
  return 'more';
}

/** False: what they need is away. Those that fail for a reason of their own are parked, each alone. */
async function tryAgain(
  place: RetryPlace,
  consumer: IdempotentConsumer,
  tenant: TenantId,
  waiting: readonly WaitingEvent[],
): Promise<boolean> {
  const [first] = waiting;
  if (first === undefined) return true;
  try {
    await place.turns(() => apply(place, consumer, tenant, waiting));
    return true;
  } catch (error) {
    if (waiting.length === 1) return setBack(place, consumer, tenant, first, error);
    for (const one of waiting) if (!(await tryAgain(place, consumer, tenant, [one]))) return false;
    return true;
  }
}

async function apply(
  { database, metrics, log, clock }: RetryPlace,
  consumer: IdempotentConsumer,
  tenant: TenantId,
  waiting: readonly WaitingEvent[],
): Promise<void> {
  const { name } = consumer;
  await consumer.apply(waiting.map(({ event }) => event));
  const ids = waiting.map(({ id }) => id);
  const ended = await database.withTenant(tenant, 'write', (tx) => endWaiting(tx, ids));
  // Another process was faster.
  if (ended === 0) return;
  metrics.ended(name, 'handled', ended);
  metrics.lagged(
    name,
    Math.max(0, clock.now() - Math.min(...waiting.map(({ event }) => event.occurredAt))) / 1_000,
  );
  log.info({ consumer: name, events: ended }, 'events that waited were handled');
}

/** False: it waits on, behind those that were tried less. */
async function setBack(
  { database, metrics, log }: RetryPlace,
  { name: consumer }: IdempotentConsumer,
  tenant: TenantId,
  { id, event }: WaitingEvent,
  error: unknown,
): Promise<boolean> {
  const recorded = recordedError(error);
  if (isPassing(error)) {
    await database.withTenant(tenant, 'write', (tx) => keepError(tx, id, recorded));
    return false;
  }
  if (await database.withTenant(tenant, 'write', (tx) => parkWaiting(tx, id, recorded))) {
    metrics.ended(consumer, 'parked', 1);
    log.error({ err: error, consumer, eventId: event.id }, 'an event was parked');
  }
  return true;
}
