import { ConnectionPool, type Consumer } from '@platformatic/kafka';
import { retryPause } from '../retry-pause.ts';
import { type FetchReply, outOfRange, partitionsOf } from './fetch-reply.ts';
import type { KafkaPlace } from './kafka-options.ts';
import type { PartitionBuffer } from './partition-buffer.ts';
import { oldestOffset } from './positions.ts';
import { reasonOf } from './reason-of.ts';

export interface Fetcher {
  /** From now on the partition's buffer is filled whenever it is hungry. */
  add(partition: number, buffer: PartitionBuffer, filled: () => void): void;
  /** To be called when a buffer has become hungry. */
  pump(): void;
  close(): void;
}

interface Fed {
  readonly buffer: PartitionBuffer;
  readonly filled: () => void;
}

/** A broker answers an empty fetch after this time, so that it can be told of partitions that became hungry in the meantime. */
const LONG_POLL_MS = 500;
const FETCH_BYTES = 4 << 20;
const PARTITION_BYTES = 1 << 20;
const LONGEST_PAUSE_MS = 2_000;
const ANY_EPOCH = -1;
/** The leader of a partition that has none: asking it fails, and is tried again. */
const NOBODY = -1;

/** Keeps the buffers of partitions filled, by one fetch at a time from each broker, and goes on for ever where fetches fail. */
export function fetcher(consumer: Consumer, place: KafkaPlace, signal: AbortSignal): Fetcher {
  const { topic, client, log, metrics, timing } = place;
  // Apart from the other requests: a broker answers those of one connection one after the other.
  const pool = new ConnectionPool(client.clientId, client);
  const fed = new Map<number, Fed>();
  const busy = new Set<number>();
  let failures = 0;
  let looking = false;
  let again = false;

  async function hungryByBroker(): Promise<{ topicId: string; byBroker: Map<number, number[]> }> {
    const metadata = await consumer.metadata({ topics: [topic] });
    const described = metadata.topics.get(topic);
    if (described === undefined) throw new Error(`there is no topic ${topic}`);
    const byBroker = new Map<number, number[]>();
    for (const [partition, { buffer }] of fed) {
      const leader = described.partitions[partition]?.leader ?? NOBODY;
      if (busy.has(leader) || !buffer.hungry) continue;
      byBroker.set(leader, [...(byBroker.get(leader) ?? []), partition]);
    }
    return { topicId: described.id, byBroker };
  }

  async function fetch(node: number, topicId: string, partitions: readonly number[]): Promise<void> {
    const asked = partitions.map((partition) => ({
      partition,
      fetchOffset: fed.get(partition)?.buffer.next ?? 0n,
      partitionMaxBytes: PARTITION_BYTES,
      currentLeaderEpoch: ANY_EPOCH,
      lastFetchedEpoch: ANY_EPOCH,
    }));
    try {
      const reply = await consumer.fetch({
        node,
        topics: [{ topicId, partitions: asked }],
        minBytes: 1,
        maxBytes: FETCH_BYTES,
        maxWaitTime: LONG_POLL_MS,
        connectionPool: pool,
      });
      if (!signal.aborted) fill(reply);
      failures = 0;
    } catch (error) {
      await recover(error);
    } finally {
      busy.delete(node);
    }
  }

  function fill(reply: FetchReply): void {
    for (const answered of partitionsOf(reply)) {
      const target = fed.get(answered.partitionIndex);
      target?.buffer.add(answered);
      if (target?.buffer.empty === false) target.filled();
    }
  }

  async function recover(error: unknown): Promise<void> {
    try {
      const lost = outOfRange(error);
      for (const partition of lost) await beginAgain(partition);
      if (lost.length > 0) return;
    } catch {
      // It is asked again with the next fetch, which fails in the same way.
    }
    if (signal.aborted) return;
    if (failures === 0)
      log.warn({ reason: reasonOf(error) }, 'events cannot be fetched from Kafka, trying again');
    failures += 1;
    await timing.pause(retryPause(failures, timing.random(), LONGEST_PAUSE_MS), signal);
  }

  /** The topic no longer has, or has lost, what comes next. */
  async function beginAgain(partition: number): Promise<void> {
    const oldest = await oldestOffset(consumer, topic, partition);
    const buffer = fed.get(partition)?.buffer;
    if (buffer === undefined) return;
    log.error({ partition, expected: String(buffer.next), oldest: String(oldest) }, 'Kafka has lost events');
    metrics?.lostEvents();
    buffer.next = oldest;
  }

  async function look(): Promise<void> {
    const { topicId, byBroker } = await hungryByBroker();
    for (const [node, partitions] of byBroker) {
      busy.add(node);
      void fetch(node, topicId, partitions).then(pump);
    }
  }

  async function pump(): Promise<void> {
    again = true;
    if (looking) return;
    looking = true;
    while (again && !signal.aborted) {
      again = false;
      try {
        await look();
      } catch (error) {
        await recover(error);
        again = true;
      }
    }
    looking = false;
  }

  return {
    add(partition, buffer, filled) {
      fed.set(partition, { buffer, filled });
      void pump();
    },
    pump: () => void pump(),
    close() {
      fed.clear();
      pool.close(() => {});
    },
  };
}
