import { describe, expect, it } from 'vitest';
import { sampleEvent } from '../../testing/transport-contract/index.ts';
import type { FetchedPartition } from './fetch-reply.ts';
import { messageOf } from './kafka-messages.ts';
import { PartitionBuffer } from './partition-buffer.ts';

type Batch = NonNullable<FetchedPartition['records']>[number];

const place = { topic: 'events', installationId: 'tests', passOver: () => {} };

/** What a broker answers with: one batch of `values` that begins at `firstOffset`. */
function fetched(firstOffset: bigint, values: readonly (Buffer | null)[], other: Partial<Batch> = {}) {
  const records = values.map((value, offsetDelta) => ({ value, offsetDelta }));
  const batch = { firstOffset, lastOffsetDelta: values.length - 1, attributes: 0, records, ...other };
  return { partitionIndex: 0, records: [batch] } as unknown as FetchedPartition;
}

const valueOf = (sequence: number) => messageOf(sampleEvent(sequence), 'events', 'tests').value;
const values = (count: number, of = valueOf) => Array.from({ length: count }, (_, index) => of(index));

function sequencesIn(buffer: PartitionBuffer): number[] {
  return buffer
    .take()
    .deliveries.map((delivery) => (delivery.kind === 'event' ? delivery.event.sequence : Number.NaN));
}

describe('the buffer of a partition', () => {
  it('gives batches of at most 200 messages in their order, and where each ends', () => {
    const buffer = new PartitionBuffer(place, 0, 10n);
    buffer.add(fetched(10n, values(250)));
    expect([buffer.hungry, buffer.next]).toEqual([false, 260n]);
    const first = buffer.take();
    expect([first.deliveries.length, first.nextOffset]).toEqual([200, 210n]);
    expect(buffer.hungry).toBe(true);
    expect(sequencesIn(buffer)).toEqual(
      values(250)
        .slice(200)
        .map((_, index) => 200 + index),
    );
    expect(buffer.empty).toBe(true);
  });

  it('gives at most a megabyte at once, but a larger message by itself', () => {
    const buffer = new PartitionBuffer(place, 0, 0n);
    const sizes = [600_000, 600_000, 3_000_000, 10];
    buffer.add(
      fetched(
        0n,
        sizes.map((size) => Buffer.alloc(size, 'x')),
      ),
    );
    const taken = sizes
      .map(() => buffer.take())
      .map(({ deliveries, nextOffset }) => [deliveries.length, nextOffset]);
    expect(taken).toEqual([
      [1, 1n],
      [1, 2n],
      [1, 3n],
      [1, 4n],
    ]);
  });

  it('leaves out what comes before where it is, and messages of the brokers', () => {
    const buffer = new PartitionBuffer(place, 0, 2n);
    buffer.add(fetched(0n, values(4)));
    buffer.add(fetched(4n, [Buffer.from('commit')], { attributes: 0b100000 }));
    buffer.add(fetched(5n, values(1)));
    expect(sequencesIn(buffer)).toEqual([2, 3, 0]);
    expect(buffer.next).toBe(6n);
  });

  it('goes on after messages that were compacted away', () => {
    const buffer = new PartitionBuffer(place, 0, 0n);
    buffer.add(fetched(0n, values(1), { lastOffsetDelta: 9 }));
    expect(buffer.take().nextOffset).toBe(1n);
    expect(buffer.next).toBe(10n);
  });

  it('passes over what another installation sent, and ends after it', () => {
    const sources: string[] = [];
    const noting = { ...place, passOver: (source: string) => void sources.push(source) };
    const buffer = new PartitionBuffer(noting, 0, 0n);
    const foreign = messageOf(sampleEvent(7), 'events', 'shop/us').value;
    buffer.add(fetched(0n, [valueOf(0), foreign, valueOf(2), foreign]));
    const { deliveries, nextOffset } = buffer.take();
    expect(deliveries.map((delivery) => delivery.kind === 'event' && delivery.event.sequence)).toEqual([
      0, 2,
    ]);
    expect([nextOffset, buffer.empty]).toEqual([4n, true]);
    expect(sources).toEqual(['/quotewright/shop%2Fus', '/quotewright/shop%2Fus']);
  });

  it('knows a message that is none again by its place', () => {
    const idsAt = (topic: string, partition: number) => {
      const buffer = new PartitionBuffer({ ...place, topic }, partition, 0n);
      buffer.add(fetched(0n, [null, Buffer.from('{')]));
      return buffer.take().deliveries.map((delivery) => delivery.kind === 'malformed' && delivery.id);
    };
    const ids = [...idsAt('events', 0), ...idsAt('events', 1), ...idsAt('other', 0)];
    expect(new Set(ids).size).toBe(6);
    expect(idsAt('events', 0)).toEqual(ids.slice(0, 2));
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
