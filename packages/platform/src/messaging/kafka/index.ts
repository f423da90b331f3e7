export { type KafkaMetrics, kafkaMetrics } from './kafka-metrics.ts';
export type { KafkaSasl, KafkaTls, KafkaTransportOptions } from './kafka-options.ts';
export { kafkaTransport } from './kafka-transport.ts';
