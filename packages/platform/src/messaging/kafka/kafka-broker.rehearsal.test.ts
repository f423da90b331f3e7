import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Admin } from '@platformatic/kafka';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../../telemetry/logger.ts';
import { type KafkaService, kafkaMissing, startKafka } from '../../testing/kafka/index.ts';
import { RecordingSubscriber, sampleEvent } from '../../testing/transport-contract/index.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { EventTransport } from '../event-transport.ts';
import { expectAllInOrder } from './fixtures/order.ts';
import { kafkaMetrics } from './kafka-metrics.ts';
import type { KafkaTransportOptions } from './kafka-options.ts';
import { kafkaTransport } from './kafka-transport.ts';

const log = createLogger({ level: 'silent', format: 'json' });
const noKafka = await kafkaMissing();
const because = noKafka === undefined ? '' : ` [${noKafka}]`;

describe.skipIf(noKafka !== undefined)(`a broker that fails${because}`, { timeout: 120_000 }, () => {
  let kafka: KafkaService;
  let prefix: string;
  let ended: AbortController;
  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterAll(() => kafka.stop());
  beforeEach(() => {
    prefix = `fault-${randomUUID()}`;
    ended = new AbortController();
  });
  afterEach(() => ended.abort());

  function opened(other: Partial<KafkaTransportOptions> = {}): EventTransport {
    const options = { brokers: kafka.brokers, prefix, installationId: 'tests', log, ...other };
    const transport = kafkaTransport(options);
    onTestFinished(() => transport.close());
    return transport;
  }

  /** As retention does, with the only partition. */
  async function deleteBefore(offset: bigint): Promise<void> {
    const admin = new Admin({ clientId: 'tests', bootstrapBrokers: [...kafka.brokers] });
    const partitions = [{ partition: 0, offset }];
    await admin.deleteRecords({ topics: [{ name: `${prefix}.events`, partitions }] });
    await admin.close();
  }

  /** As the relay does: the same again until they are accepted. Returns how often they were not. */
  async function insist(transport: EventTransport, events: readonly CommittedEvent[]): Promise<number> {
    for (let refusals = 0; ; refusals += 1) {
      try {
        await transport.send(events);
        return refusals;
      } catch (error) {
        expect(error).toMatchObject({ code: 'TRANSPORT_UNAVAILABLE' });
        ended.signal.throwIfAborted();
      }
    }
  }

  it('loses nothing and keeps the order when it is killed while events are sent and heard', async () => {
    const transport = opened({ sendTimeoutMs: 1_000 });
    const hears = new RecordingSubscriber('hears');
    transport.subscribe(hears);
    const sent: CommittedEvent[] = [];
    let refusals = 0;
    const enough = new AbortController();
    const sending = (async () => {
      while (!enough.signal.aborted) {
        const batch = Array.from({ length: 7 }, (_, index) => {
          const sequence = sent.length + index;
          return sampleEvent(sequence, `q-${sequence % 10}`);
        });
        refusals += await insist(transport, batch);
        sent.push(...batch);
      }
    })();
    sending.catch(() => {});
    for (let crash = 1; crash <= 2; crash += 1) {
      await hears.untilConfirmed(hears.confirmed.length + 100);
      await kafka.kill();
      await kafka.restart();
    }
    await hears.untilConfirmed(hears.confirmed.length + 100);
    enough.abort();
    await sending;
    await hears.untilConfirmed(sent.length);
    expect(refusals).toBeGreaterThan(0);
    expectAllInOrder(hears.confirmed, sent);
  });

  it('is waited for in bounded time while it is frozen, and used again when it goes on', async () => {
    const transport = opened({ sendTimeoutMs: 1_000 });
    const hears = new RecordingSubscriber('hears');
    transport.subscribe(hears);
    await insist(transport, [sampleEvent(1)]);
    await hears.untilConfirmed(1);
    await kafka.freeze();
    await expect(transport.send([sampleEvent(2)])).rejects.toMatchObject({ code: 'TRANSPORT_UNAVAILABLE' });
    await expect(transport.ping()).rejects.toMatchObject({ code: 'TRANSPORT_UNAVAILABLE' });
    expect(await transport.lag()).toEqual([{ subscriber: 'hears', messages: undefined }]);
    await kafka.thaw();
    const events = [2, 3].map((sequence) => sampleEvent(sequence));
    await insist(transport, events);
    await hears.untilConfirmed(3);
    expectAllInOrder(hears.confirmed, [sampleEvent(1), ...events]);
  });

  it('can be closed to while it is frozen', async () => {
    const transport = opened();
    const hears = new RecordingSubscriber('hears');
    transport.subscribe(hears);
    await transport.send([sampleEvent(1)]);
    await hears.untilConfirmed(1);
    const another = transport.subscribe(new RecordingSubscriber('another'));
    await kafka.freeze();
    await another.close();
    await transport.close();
    await kafka.thaw();
  });

  it('is not needed to open, and used as soon as it is there', async () => {
    await kafka.kill();
    const transport = opened({ sendTimeoutMs: 1_000 });
    const hears = new RecordingSubscriber('hears');
    transport.subscribe(hears);
    await expect(transport.ping()).rejects.toMatchObject({ code: 'TRANSPORT_UNAVAILABLE' });
    await expect(transport.send([sampleEvent(1)])).rejects.toMatchObject({ code: 'TRANSPORT_UNAVAILABLE' });
    await kafka.restart();
    await insist(transport, [sampleEvent(1)]);
    await hears.untilConfirmed(1);
    await transport.ping();
    expect(hears.confirmed).toEqual([sampleEvent(1)]);
  });

  it('goes on with the oldest event it still has, and reports that it lost some', async () => {
    const reported: object[] = [];
    const registry = new Registry();
    const transport = opened({
      partitions: 1,
      metrics: kafkaMetrics(registry),
      log: { info: () => {}, warn: () => {}, error: (details: object) => void reported.push(details) },
    });
    const first = new RecordingSubscriber('hears');
    const subscription = transport.subscribe(first);
    await transport.send([sampleEvent(0)]);
    await first.untilConfirmed(1);
    await subscription.close();
    await transport.send([1, 2, 3].map((sequence) => sampleEvent(sequence)));
    await deleteBefore(3n);
    const hears = new RecordingSubscriber('hears');
    transport.subscribe(hears);
    await hears.untilConfirmed(1);
    expect(hears.confirmed).toEqual([sampleEvent(3)]);
    expect(reported).toEqual([{ partition: 0, expected: '1', oldest: '3' }]);
    expect(await registry.metrics()).toContain('kafka_lost_events_total 1');
  });

  it('delivers again what a worker had handled and not confirmed when it died', async () => {
    const transport = opened();
    const events = [1, 2, 3].map((sequence) => sampleEvent(sequence));
    await transport.send(events);
    const program = fileURLToPath(new URL('./fixtures/dying-consumer.ts', import.meta.url));
    const worker = spawn(process.execPath, [program, kafka.url, prefix], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void worker.kill('SIGKILL'));
    expect(await text(worker.stdout)).toBe('1,2,3\n');
    const next = new RecordingSubscriber('worker');
    transport.subscribe(next);
    await next.untilConfirmed(3);
    expect(next.confirmed).toEqual(events);
  });
});
