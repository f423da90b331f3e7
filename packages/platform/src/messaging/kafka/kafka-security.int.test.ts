import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../../telemetry/logger.ts';
import { type SecureKafkaService, secureKafkaMissing, startSecureKafka } from '../../testing/kafka/index.ts';
import { RecordingSubscriber, sampleEvent } from '../../testing/transport-contract/index.ts';
import type { EventTransport } from '../event-transport.ts';
import type { KafkaTransportOptions } from './kafka-options.ts';
import { kafkaTransport } from './kafka-transport.ts';

const log = createLogger({ level: 'silent', format: 'json' });
const noKafka = await secureKafkaMissing();
const because = noKafka === undefined ? '' : ` [${noKafka}]`;

describe.skipIf(noKafka !== undefined)(`Kafka with TLS and passwords${because}`, { timeout: 60_000 }, () => {
  let kafka: SecureKafkaService;
  beforeAll(async () => {
    kafka = await startSecureKafka();
  });
  afterAll(() => kafka.stop());

  function opened(prefix: string, options: Partial<KafkaTransportOptions> = {}): EventTransport {
    const { brokers, ca, username, password } = kafka;
    const transport = kafkaTransport({
      brokers,
      prefix,
      installationId: 'tests',
      log,
      tls: { ca },
      sasl: { mechanism: 'SCRAM-SHA-256', username, password },
      sendTimeoutMs: 3_000,
      ...options,
    });
    onTestFinished(() => transport.close());
    return transport;
  }

  it.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const)(
    'carries events after a login by %s',
    async (mechanism) => {
      const { username, password } = kafka;
      const transport = opened(`by-${mechanism}`, { sasl: { mechanism, username, password } });
      const hears = new RecordingSubscriber('hears');
      transport.subscribe(hears);
      await expect.poll(() => transport.send([sampleEvent(1)]), { timeout: 30_000 }).toBe(undefined);
      await hears.untilConfirmed(1);
      expect(hears.confirmed).toEqual([sampleEvent(1)]);
    },
  );

  it.each(['PLAIN', 'SCRAM-SHA-512'] as const)(
    'says that a password is wrong (%s), and does not show it',
    async (mechanism) => {
      const sasl = { mechanism, username: kafka.username, password: 'one that is wrong' };
      const transport = opened('wrong', { sasl });
      const refusal = await transport.ping().catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: 'TRANSPORT_UNAVAILABLE', message: /authentication failed/i });
      expect(String(refusal)).not.toContain(sasl.password);
      await expect(transport.send([sampleEvent(1)])).rejects.toMatchObject({ code: 'TRANSPORT_UNAVAILABLE' });
    },
  );

  it('does not talk to a broker whose certificate nobody vouches for', async () => {
    const transport = opened('unknown', { tls: {} });
    await expect(transport.ping()).rejects.toThrow(/self-signed certificate/);
  });

  it('says when it speaks without TLS to a broker that wants it', async () => {
    const { brokers, username, password } = kafka;
    const sasl = { mechanism: 'PLAIN', username, password } as const;
    const transport = kafkaTransport({ brokers, prefix: 'bare', installationId: 'tests', log, sasl });
    onTestFinished(() => transport.close());
    await expect(transport.ping()).rejects.toMatchObject({ code: 'TRANSPORT_UNAVAILABLE' });
  });
});
