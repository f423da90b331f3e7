import { readFile } from 'node:fs/promises';
import { type Config, ConfigError } from '@quotewright/platform/config';
import { type EventTransport, inProcessTransport } from '@quotewright/platform/messaging';
import type { Logger, Metrics } from '@quotewright/platform/telemetry';

/** Kafka where the configuration names brokers, else this process. The driver is loaded only where it is needed. */
export async function openTransport(
  config: Config,
  {
    installationId,
    log,
    metrics,
  }: { readonly installationId: string; readonly log: Logger; readonly metrics?: Metrics },
): Promise<EventTransport> {
  const { kafkaBrokers, kafkaTls, kafkaTlsCa } = config;
  if (kafkaBrokers === undefined) return inProcessTransport({ log });
  const { kafkaMetrics, kafkaTransport } = await import('@quotewright/platform/kafka');
  const ca = kafkaTlsCa === undefined ? {} : { ca: await authority(kafkaTlsCa) };
  const brokers = kafkaBrokers.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`);
  return kafkaTransport({
    brokers: brokers as [string, ...string[]],
    prefix: config.kafkaPrefix,
    installationId,
    log,
    ...(metrics && { metrics: kafkaMetrics(metrics.registry) }),
    ...(kafkaTls && { tls: ca }),
    ...saslOf(config),
  });
}

async function authority(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError([`QUOTEWRIGHT_KAFKA_TLS_CA cannot be read: ${(error as Error).message}`]);
  }
}

function saslOf({ kafkaSaslMechanism, kafkaSaslUsername, kafkaSaslPassword }: Config) {
  if (kafkaSaslMechanism === undefined || kafkaSaslUsername === undefined || kafkaSaslPassword === undefined)
    return {};
  return {
    sasl: { mechanism: kafkaSaslMechanism, username: kafkaSaslUsername, password: kafkaSaslPassword },
  };
}
