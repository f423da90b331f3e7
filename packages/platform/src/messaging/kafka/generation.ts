import type { Consumer } from '@platformatic/kafka';
import type { Delivery, Subscriber } from '../event-transport.ts';
import { fetcher } from './fetcher.ts';
import { insistence } from './insistence.ts';
import type { KafkaPlace } from './kafka-options.ts';
import { type PartitionBatch, PartitionBuffer } from './partition-buffer.ts';
import { groupOffset } from './positions.ts';
import { wakeUp } from './wake-up.ts';
import { whileOpen } from './within.ts';

/** The partitions that a member of a group has from one rebalance to the next. */
export interface Generation {
  /** No further deliveries, and the signal of those under way ends. What they confirm is still told to Kafka, unless it was taken away. */
  end(reason: 'closing' | 'taken away'): void;
  /** When the deliveries under way have ended, by partition; also of partitions that were taken away earlier. */
  readonly ended: ReadonlyMap<number, Promise<void>>;
}

export interface GenerationOptions {
  readonly consumer: Consumer;
  readonly place: KafkaPlace;
  readonly subscriber: Subscriber;
  readonly partitions: readonly number[];
  /** Of the generation before: a partition goes on here when its delivery under way has ended. */
  readonly before: ReadonlyMap<number, Promise<void>>;
}

const BEGINNING = { complaint: 'cannot ask Kafka where to begin, trying again', longestPause: 2_000 };
const DELIVERING = { complaint: 'events were rejected and come again', longestPause: 30_000 };
const CONFIRMING = { complaint: 'events cannot be confirmed to Kafka, trying again', longestPause: 2_000 };

/** How long closing waits for each answer of Kafka's. */
const LAST_COMMIT_MS = 500;
const UNKNOWN_EPOCH = -1;

/** Each partition by itself: one delivery after the other, and its end confirmed before the next one. */
export function startGeneration(options: GenerationOptions): Generation {
  const { consumer, place, subscriber, partitions, before } = options;
  const { topic } = place;
  const { generationId } = consumer;
  const ending = new AbortController();
  const { signal } = ending;
  const source = fetcher(consumer, place, signal);
  const insist = insistence(place, subscriber.name, signal);
  const wanted = new Set(subscriber.events);
  let ours = true;

  const isWanted = (delivery: Delivery) => delivery.kind === 'malformed' || wanted.has(delivery.event.type);

  async function commit(partition: number, offset: bigint): Promise<'done'> {
    // Another member may have it already, and be further.
    if (!ours || consumer.generationId !== generationId) return 'done';
    const offsets = [{ topic, partition, offset, leaderEpoch: UNKNOWN_EPOCH }];
    await whileOpen(signal, LAST_COMMIT_MS, consumer.commit({ offsets }));
    return 'done';
  }

  /** Whether they were handled; not if the generation has ended before. */
  async function deliver({ deliveries }: PartitionBatch): Promise<boolean> {
    const hers = deliveries.filter(isWanted);
    if (hers.length === 0) return true;
    const handled = await insist(DELIVERING, async () => {
      await subscriber.deliver(hers, signal);
      return true;
    });
    return handled === true;
  }

  async function confirm(partition: number, { nextOffset }: PartitionBatch): Promise<void> {
    const confirmed = await insist(CONFIRMING, () => commit(partition, nextOffset));
    // What was handled while we were closing need not come again elsewhere.
    if (confirmed === undefined) await commit(partition, nextOffset).catch(() => {});
  }

  async function run(partition: number): Promise<void> {
    await before.get(partition);
    const start = await insist(BEGINNING, () =>
      whileOpen(signal, 0, groupOffset(consumer, topic, partition)),
    );
    if (start === undefined) return;
    const buffer = new PartitionBuffer(place, partition, start);
    const filling = wakeUp(signal);
    source.add(partition, buffer, filling.tell);
    for (;;) {
      await filling.until(() => !buffer.empty);
      if (signal.aborted) return;
      const batch = buffer.take();
      source.pump();
      if (!(await deliver(batch))) return;
      await confirm(partition, batch);
    }
  }

  const ended = new Map(before);
  for (const partition of partitions) ended.set(partition, run(partition));
  return {
    end(reason) {
      if (reason === 'taken away') ours = false;
      ending.abort(new Error('the subscription ended here'));
      source.close();
    },
    ended,
  };
}
