import { randomUUID } from 'node:crypto';
import { Admin } from '@platformatic/kafka';
import { Registry } from 'prom-client';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { describeOnKafka, testKafka } from '../../testing/kafka/index.ts';
import { RecordingSubscriber, sampleEvent } from '../../testing/transport-contract/index.ts';
import type { EventTransport } from '../event-transport.ts';
import { kafkaMetrics } from './kafka-metrics.ts';
import type { KafkaTransportOptions } from './kafka-options.ts';
import { kafkaTransport } from './kafka-transport.ts';

const BROKERS_DEFAULT = 1_048_588;

const sized = (sequence: number, size: number) =>
  sampleEvent(sequence, 'q-1', { data: { text: 'x'.repeat(size) } });

describeOnKafka('the topic of events', () => {
  let prefix: string;
  let reported: unknown[][];
  beforeEach(() => {
    prefix = `topic-${randomUUID()}`;
    reported = [];
  });

  /** As an administrator does who makes it by hand. */
  async function made(largestBatch: number): Promise<void> {
    const admin = new Admin({ clientId: 'tests', bootstrapBrokers: [...(await testKafka())] });
    const configs = [{ name: 'max.message.bytes', value: String(largestBatch) }];
    await admin.createTopics({ topics: [`${prefix}.events`], partitions: 1, replicas: 1, configs });
    await admin.close();
  }

  async function opened(other: Partial<KafkaTransportOptions> = {}): Promise<EventTransport> {
    const error = (...report: unknown[]) => void reported.push(report);
    const log = { info: () => {}, warn: () => {}, error };
    const brokers = await testKafka();
    const transport = kafkaTransport({ brokers, prefix, installationId: 'tests', log, ...other });
    onTestFinished(() => transport.close());
    return transport;
  }

  it.each([
    ['as brokers make it', BROKERS_DEFAULT, 900_000],
    ['that was made too small', 50_000, 20_000],
  ])('takes many events of one aggregate and one large one, %s', async (_, largestBatch, large) => {
    await made(largestBatch);
    const transport = await opened();
    const hears = new RecordingSubscriber('hears');
    transport.subscribe(hears);
    const events = Array.from({ length: 500 }, (__, index) => sized(index, index === 250 ? large : 2_000));
    await transport.send(events);
    await hears.untilConfirmed(500);
    expect(hears.confirmed).toEqual(events);
  });

  it('is reported once when it would refuse large events', async () => {
    await made(50_000);
    const transport = await opened();
    for (const sequence of [1, 2]) await transport.send([sized(sequence, 10)]);
    expect(reported).toEqual([
      [
        { topic: `${prefix}.events`, allowed: 50_000, needed: 1_000_000 },
        'a large event would stop others behind it: raise max.message.bytes of the topic',
      ],
    ]);
  });

  it('is not reported as brokers make it, nor as we do', async () => {
    await (await opened()).send([sized(1, 10)]);
    prefix = `topic-${randomUUID()}`;
    await made(BROKERS_DEFAULT);
    await (await opened()).send([sized(1, 10)]);
    expect(reported).toEqual([]);
  });

  it('refuses an event that is too large, which is named', async () => {
    await made(50_000);
    const transport = await opened();
    const { id } = sized(2, 0);
    for (const _ of [1, 2]) {
      await expect(
        transport.send([1, 2, 3].map((sequence) => sized(sequence, sequence === 2 ? 60_000 : 10))),
      ).rejects.toMatchObject({
        code: 'TRANSPORT_UNAVAILABLE',
        message: expect.stringContaining(`MESSAGE_TOO_LARGE, event ${id} of 60`),
      });
    }
    expect(reported.slice(1)).toEqual([
      [
        { eventId: id, bytes: expect.any(Number) },
        'Kafka refuses an event as too large: raise max.message.bytes of the topic',
      ],
    ]);
  });

  it('of two installations gives each its own events only, and says whose the others are', async () => {
    const registry = new Registry();
    const ours = await opened({ metrics: kafkaMetrics(registry), partitions: 1 });
    const theirs = await opened({ installationId: 'shop-us' });
    const hears = new RecordingSubscriber('hears');
    ours.subscribe(hears);
    await ours.send([sampleEvent(1)]);
    await theirs.send([sampleEvent(2), sampleEvent(3)]);
    await ours.send([sampleEvent(4)]);
    await hears.untilConfirmed(2);
    expect(hears.given.map((delivery) => delivery.kind === 'event' && delivery.event.sequence)).toEqual([
      1, 4,
    ]);
    expect(reported).toEqual([
      [{ source: '/quotewright/shop-us' }, expect.stringContaining('each needs a prefix of its own')],
    ]);
    expect(await registry.metrics()).toContain('kafka_foreign_messages_total 2');
    // All were confirmed.
    await expect.poll(() => ours.lag(), { timeout: 30_000 }).toEqual([{ subscriber: 'hears', messages: 0 }]);
  });
});
