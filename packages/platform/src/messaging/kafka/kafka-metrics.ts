import { Counter, type Registry } from 'prom-client';

/** What the transport tells Prometheus about what should not happen. */
export interface KafkaMetrics {
  /** Kafka no longer has what comes next for a consumer. */
  lostEvents(): void;
  /** A consumer was given a message of another installation. */
  foreignMessage(): void;
}

export function kafkaMetrics(registry: Registry): KafkaMetrics {
  const registers = [registry];
  const lost = new Counter({
    name: 'kafka_lost_events_total',
    help: 'Times that Kafka no longer had the events that came next for a consumer in a partition.',
    registers,
  });
  const foreign = new Counter({
    name: 'kafka_foreign_messages_total',
    help: 'Messages of other installations that were passed over, counted by each consumer.',
    registers,
  });
  return { lostEvents: () => lost.inc(), foreignMessage: () => foreign.inc() };
}
