import { type Admin, ListOffsetTimestamps } from '@platformatic/kafka';
import type { TransportLag } from '../event-transport.ts';
import type { KafkaPlace } from './kafka-options.ts';

/** What each group has not confirmed, in three requests whatever their number. */
export async function kafkaLag(
  admin: Admin,
  { topic, prefix }: KafkaPlace,
  subscribers: readonly string[],
): Promise<readonly TransportLag[]> {
  if (subscribers.length === 0) return [];
  const { topics } = await admin.metadata({ topics: [topic] });
  const partitions = Array.from({ length: topics.get(topic)?.partitionsCount ?? 0 }, (_, index) => index);
  const offsetsAt = async (timestamp: bigint) => {
    const asked = partitions.map((partitionIndex) => ({ partitionIndex, timestamp }));
    const listed = await admin.listOffsets({ topics: [{ name: topic, partitions: asked }] });
    const found = listed.flatMap((answer) => answer.partitions);
    return new Map(found.map(({ partitionIndex, offset }) => [partitionIndex, offset]));
  };
  const groupOf = (subscriber: string) => `${prefix}.${subscriber}`;
  const [first, end, groups] = await Promise.all([
    offsetsAt(ListOffsetTimestamps.EARLIEST),
    offsetsAt(ListOffsetTimestamps.LATEST),
    admin.listConsumerGroupOffsets({
      groups: subscribers.map((subscriber) => ({
        groupId: groupOf(subscriber),
        topics: [{ name: topic, partitionIndexes: partitions }],
      })),
    }),
  ]);
  return subscribers.map((subscriber) => {
    const group = groups.find(({ groupId }) => groupId === groupOf(subscriber));
    const committed = new Map(
      (group?.topics ?? [])
        .flatMap((answer) => answer.partitions)
        .map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]),
    );
    const messages = partitions.reduce((sum, partition) => {
      const [oldest, newest] = [first.get(partition) ?? 0n, end.get(partition) ?? 0n];
      const confirmed = committed.get(partition) ?? 0n;
      return sum + Number(newest - (confirmed > oldest ? confirmed : oldest));
    }, 0);
    return { subscriber, messages };
  });
}
