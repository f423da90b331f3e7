import { type Consumer, ListOffsetTimestamps } from '@platformatic/kafka';

const NOTHING_COMMITTED = -1n;

/** Where the group has to go on: after what it confirmed, or with the oldest message. */
export async function groupOffset(consumer: Consumer, topic: string, partition: number): Promise<bigint> {
  const committed = await consumer.listCommittedOffsets({ topics: [{ topic, partitions: [partition] }] });
  const offset = committed.get(topic)?.[partition] ?? NOTHING_COMMITTED;
  return offset === NOTHING_COMMITTED ? await oldestOffset(consumer, topic, partition) : offset;
}

export async function oldestOffset(consumer: Consumer, topic: string, partition: number): Promise<bigint> {
  const listed = await consumer.listOffsets({
    topics: [topic],
    partitions: { [topic]: [partition] },
    timestamp: ListOffsetTimestamps.EARLIEST,
  });
  const offset = listed.get(topic)?.[partition];
  if (offset === undefined) throw new Error(`Kafka does not say where partition ${partition} begins`);
  return offset;
}
