import { type Clock, systemClock } from '@quotewright/kernel';
import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../../postgres/database.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { type Every, onTimer } from '../../timing/timers.ts';
import type { EventTransport } from '../event-transport.ts';
import { countWaiting } from '../parked/waiting-events.ts';

export interface ConsumerBacklogOptions {
  readonly database: Database;
  readonly transport: Pick<EventTransport, 'lag'>;
  /** Their names. */
  readonly consumers: readonly string[];
  readonly registry: Registry;
  readonly log: Pick<Logger, 'error'>;
  /** Default: the system's. */
  readonly clock?: Pick<Clock, 'now'>;
  /** Calls `tick` again and again until the returned function is called; default: a timer. */
  readonly every?: Every;
}

const PERIOD_MS = 15_000;

/** Measures what consumers have not handled, all the time: one that is stuck ends no event, and says nothing about itself. */
export function measureConsumerBacklog(options: ConsumerBacklogOptions): { close(): Promise<void> } {
  const { database, transport, consumers, registry, log, clock = systemClock } = options;
  const { lag, waiting, age } = gauges(registry);
  let failing = false;
  let closed = false;
  let round: Promise<void> | undefined;
  let counting: Promise<void> | undefined;

  async function measureLag(): Promise<void> {
    const known = await transport.lag(consumers);
    lag.reset();
    // Nothing rather than an old number where nobody can say.
    for (const { subscriber, messages } of known) {
      if (messages !== undefined) lag.set({ consumer: subscriber }, messages);
    }
  }

  async function measureWaiting(): Promise<void> {
    const counts = new Map((await database.withSystem(countWaiting)).map((count) => [count.consumer, count]));
    for (const consumer of consumers) {
      const { events = 0, since = clock.now() } = counts.get(consumer) ?? {};
      waiting.set({ consumer }, events);
      age.set({ consumer }, Math.max(0, clock.now() - since) / 1_000);
    }
  }

  async function measure(): Promise<void> {
    counting = measureWaiting();
    const ends = await Promise.allSettled([measureLag(), counting]);
    if (closed) return;
    const failed = ends.find((end) => end.status === 'rejected');
    // Said once; the next round tries again.
    if (failed !== undefined && !failing) {
      log.error({ err: failed.reason }, 'what consumers have not handled cannot be measured');
    }
    failing = failed !== undefined;
  }

  const stop = (options.every ?? onTimer)(PERIOD_MS, () => {
    round ??= measure().finally(() => {
      round = undefined;
    });
    return round;
  });
  return {
    // Leaves nothing to do for the database. A broker that does not answer is not waited for.
    async close() {
      closed = true;
      stop();
      await Promise.allSettled([counting]);
    },
  };
}

function gauges(registry: Registry) {
  const gauge = (name: string, help: string) =>
    new Gauge({ name, help, labelNames: ['consumer'], registers: [registry] });
  return {
    lag: gauge(
      'event_consumer_lag_messages',
      'Messages that were sent and that the consumer has not confirmed, in all processes; missing while nobody can say.',
    ),
    waiting: gauge('events_waiting', 'Events that wait in the database for what their effects need.'),
    age: gauge(
      'events_waiting_oldest_age_seconds',
      'Time since the oldest of them was set aside; 0 when none waits.',
    ),
  };
}
