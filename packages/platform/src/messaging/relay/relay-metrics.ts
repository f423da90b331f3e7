import { Counter, Gauge, type Registry } from 'prom-client';
import type { OutboxBacklog } from './outbox-backlog.ts';

/** What a relay tells Prometheus. The backlog is that of the whole outbox, as each relay sees it. */
export interface RelayMetrics {
  sent(events: number): void;
  sendFailed(): void;
  holding(partitions: number): void;
  backlog(backlog: OutboxBacklog): void;
}

export function relayMetrics(registry: Registry): RelayMetrics {
  const registers = [registry];
  const sent = new Counter({
    name: 'outbox_sent_total',
    help: 'Events that were handed to the transport and marked as sent.',
    registers,
  });
  const failures = new Counter({
    name: 'outbox_send_failures_total',
    help: 'Batches of events that the transport did not take; they are sent again.',
    registers,
  });
  const held = new Gauge({
    name: 'outbox_relay_partitions',
    help: 'Partitions of the outbox that this process is sending, of 32.',
    registers,
  });
  const unsent = new Gauge({
    name: 'outbox_unsent_events',
    help: 'Committed events that wait to be sent, counted up to 1000000.',
    registers,
  });
  const age = new Gauge({
    name: 'outbox_oldest_unsent_age_seconds',
    help: 'Time since the oldest unsent event occurred; 0 when all are sent.',
    registers,
  });
  return {
    sent: (events) => sent.inc(events),
    sendFailed: () => failures.inc(),
    holding: (partitions) => held.set(partitions),
    backlog: (backlog) => {
      unsent.set(backlog.unsent);
      age.set((backlog.oldestAgeMs ?? 0) / 1_000);
    },
  };
}
