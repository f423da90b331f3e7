import { hostname } from 'node:os';
import type { BaseOptions } from '@platformatic/kafka';
import { systemTiming, type Timing } from '../../idempotency/timing.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { foreignMessages } from './foreign-messages.ts';
import type { KafkaMetrics } from './kafka-metrics.ts';

export interface KafkaTransportOptions {
  /** `host:port` of some of them: they name the others. */
  readonly brokers: readonly [string, ...string[]];
  /** The topic is `<prefix>.events`, the group of a subscriber `<prefix>.<name>`. */
  readonly prefix: string;
  /** Goes into the source of what is sent. What has another one is not delivered. */
  readonly installationId: string;
  /** Names this process in the brokers' logs and quotas. */
  readonly clientId?: string;
  /** Given: TLS, with the system's authorities unless `ca` says which. */
  readonly tls?: KafkaTls;
  readonly sasl?: KafkaSasl;
  /** Of the topic, where it has to be made: fixed from then on, as another number would break the order. Default 12. */
  readonly partitions?: number;
  /** Of the topic, where it has to be made. Default: the brokers'. */
  readonly replicationFactor?: number;
  /** How long a `send` may take, in milliseconds; default 10,000. */
  readonly sendTimeoutMs?: number;
  /** How long the partitions of a worker that is gone wait for another, in milliseconds; default 15,000. */
  readonly sessionTimeoutMs?: number;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics?: KafkaMetrics;
  /** Default: the system's. */
  readonly timing?: Pick<Timing, 'pause' | 'random'>;
}

/** PEM texts. */
export interface KafkaTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface KafkaSasl {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  readonly username: string;
  readonly password: string;
}

/** What the parts of the transport share. */
export interface KafkaPlace {
  readonly topic: string;
  readonly prefix: string;
  readonly installationId: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly sendTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics: KafkaMetrics | undefined;
  readonly timing: Pick<Timing, 'pause' | 'random'>;
  /** To be called for each message of another installation. */
  readonly passOver: (source: string) => void;
  /** For every client of the driver, which is to repeat nothing by itself: whoever asks knows what may be repeated. */
  readonly client: BaseOptions;
}

/** The brokers' own default. */
const BROKERS_DEFAULT = -1;

export function kafkaPlace(options: KafkaTransportOptions): KafkaPlace {
  const { brokers, prefix, tls, sasl } = options;
  return {
    topic: `${prefix}.events`,
    prefix,
    installationId: options.installationId,
    partitions: options.partitions ?? 12,
    replicationFactor: options.replicationFactor ?? BROKERS_DEFAULT,
    sendTimeoutMs: options.sendTimeoutMs ?? 10_000,
    sessionTimeoutMs: options.sessionTimeoutMs ?? 15_000,
    log: options.log,
    metrics: options.metrics,
    passOver: foreignMessages(options),
    timing: options.timing ?? systemTiming,
    client: {
      clientId: options.clientId ?? `quotewright-${hostname()}`,
      bootstrapBrokers: [...brokers],
      connectTimeout: 5_000,
      timeout: 5_000,
      requestTimeout: 10_000,
      retries: 0,
      retryDelay: 100,
      autocreateTopics: false,
      ...(tls === undefined ? {} : { tls: { ...tls } }),
      ...(sasl === undefined ? {} : { sasl: { ...sasl } }),
    },
  };
}
