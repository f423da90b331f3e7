import type { KafkaProcess } from './kafka-process.ts';
import { startKafkaProcess } from './start-kafka-process.ts';

/** A private broker on loopback ports, in a temporary folder, gone with this process or when it is stopped. */
export interface KafkaService extends KafkaProcess {
  /** Without TLS and for everybody. */
  readonly brokers: readonly [string];
  /** The same as one would write it into `KAFKA_BROKERS`. */
  readonly url: string;
}

/** About 2 seconds and 170 MB, once Kafka was prepared on the machine. */
export async function startKafka(): Promise<KafkaService> {
  const process = await startKafkaProcess();
  const url = `127.0.0.1:${process.ports.plain}`;
  return { ...process, brokers: [url], url };
}
