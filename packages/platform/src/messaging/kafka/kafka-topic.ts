import { type Admin, findErrorBy } from '@platformatic/kafka';
import type { KafkaPlace } from './kafka-options.ts';

export interface KafkaTopic {
  /** Resolves when the topic is there, which it makes if need be. Rejects when nobody can say. */
  ready(): Promise<void>;
  /** Looks again the next time: it may be gone. */
  forget(): void;
}

/** A batch may be as large as this, so that one event of any size the outbox takes fits. */
const LARGEST_BATCH = 8 << 20;

const MAY_BE_THERE = ['TOPIC_ALREADY_EXISTS', 'TOPIC_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED'];

export function kafkaTopic(place: KafkaPlace, admin: Admin): KafkaTopic {
  let made: Promise<void> | undefined;
  return {
    ready() {
      made ??= make(place, admin).catch((error: unknown) => {
        made = undefined;
        throw error;
      });
      return made;
    },
    forget() {
      made = undefined;
    },
  };
}

async function make({ topic, partitions, replicationFactor }: KafkaPlace, admin: Admin): Promise<void> {
  const configs = [{ name: 'max.message.bytes', value: String(LARGEST_BATCH) }];
  try {
    await admin.createTopics({ topics: [topic], partitions, replicas: replicationFactor, configs });
  } catch (error) {
    // Another process was faster, or an administrator keeps the right to make topics and has made it.
    if (!MAY_BE_THERE.some((name) => findErrorBy(error as Error, 'apiId', name) !== null)) throw error;
  }
  // The broker that is asked may hear of it a little later.
  await admin.metadata({ topics: [topic], forceUpdate: true, retries: 20 });
}
