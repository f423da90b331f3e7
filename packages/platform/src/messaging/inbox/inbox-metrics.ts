import { Counter, Gauge, type Registry } from 'prom-client';

export type HandlingOutcome = 'handled' | 'duplicate' | 'deferred' | 'parked';

/** What consumers tell Prometheus. */
export interface InboxMetrics {
  ended(consumer: string, outcome: HandlingOutcome, events: number): void;
  /** How old the last event was when it was handled. */
  lagged(consumer: string, seconds: number): void;
  retried(consumer: string): void;
  /** How many events each consumer has parked, in all tenants; a consumer that is missing has none. */
  counted(parked: ReadonlyMap<string, number>): void;
}

export const NO_METRICS: InboxMetrics = {
  ended: () => {},
  lagged: () => {},
  retried: () => {},
  counted: () => {},
};

export function inboxMetrics(registry: Registry): InboxMetrics {
  const registers = [registry];
  const handled = new Counter({
    name: 'events_handled_total',
    help: 'Events that a consumer was done with: handled, found handled before, set aside until what they need is back, or parked.',
    labelNames: ['consumer', 'outcome'],
    registers,
  });
  const lag = new Gauge({
    name: 'event_handling_lag_seconds',
    help: 'Time from the change to the end of its handling, of the last event that was handled. It stands still while none is: see event_consumer_lag_messages.',
    labelNames: ['consumer'],
    registers,
  });
  const retries = new Counter({
    name: 'event_retries_total',
    help: 'Times that a consumer waited to handle events again after a failure.',
    labelNames: ['consumer'],
    registers,
  });
  const parkedEvents = new Gauge({
    name: 'events_parked',
    help: 'Events that could not be handled and wait for somebody.',
    labelNames: ['consumer'],
    registers,
  });
  return {
    ended: (consumer, outcome, events) => handled.inc({ consumer, outcome }, events),
    lagged: (consumer, seconds) => lag.set({ consumer }, seconds),
    retried: (consumer) => retries.inc({ consumer }),
    counted(parked) {
      parkedEvents.reset();
      for (const [consumer, count] of parked) parkedEvents.set({ consumer }, count);
    },
  };
}
