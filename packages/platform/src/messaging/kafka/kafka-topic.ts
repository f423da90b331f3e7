import { type Admin, ConfigResourceTypes, findErrorBy } from '@platformatic/kafka';
import { firstTimes } from './first-times.ts';
import type { KafkaPlace } from './kafka-options.ts';
import { reasonOf } from './reason-of.ts';

export interface KafkaTopic {
  /**
   * Resolves when the topic is there, which it makes if need be, with how many bytes a batch may have: infinitely many where Kafka does
   * not say. Rejects when nobody can say whether it is there.
   */
  ready(): Promise<number>;
  /** Looks again the next time: it may be gone. */
  forget(): void;
}

/** A batch may be as large as this in a topic that is made here. */
const LARGEST_BATCH = 8 << 20;
/** What one event may need: as much data as the outbox takes, and all that belongs to it. */
const LARGEST_EVENT = 1_000_000;
const BATCH_SETTING = 'max.message.bytes';

const MAY_BE_THERE = ['TOPIC_ALREADY_EXISTS', 'TOPIC_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED'];

export function kafkaTopic(place: KafkaPlace, admin: Admin): KafkaTopic {
  const { log, topic } = place;
  const isNew = firstTimes();
  let made: Promise<number> | undefined;

  async function batchBytes(): Promise<number> {
    const bytes = await readBatchBytes(place, admin).catch((error: unknown) => {
      // Who may send need not be allowed to ask.
      const reason = reasonOf(error);
      if (isNew(reason)) log.warn({ reason, topic }, 'Kafka does not say how large a message may be');
      return Number.POSITIVE_INFINITY;
    });
    if (bytes < LARGEST_EVENT && isNew(String(bytes))) {
      const sizes = { topic, allowed: bytes, needed: LARGEST_EVENT };
      log.error(sizes, `a large event would stop others behind it: raise ${BATCH_SETTING} of the topic`);
    }
    return bytes;
  }

  return {
    ready() {
      made ??= make(place, admin)
        .then(batchBytes)
        .catch((error: unknown) => {
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
  const configs = [{ name: BATCH_SETTING, value: String(LARGEST_BATCH) }];
  try {
    await admin.createTopics({ topics: [topic], partitions, replicas: replicationFactor, configs });
  } catch (error) {
    // Another process was faster, or an administrator keeps the right to make topics and has made it.
    if (!MAY_BE_THERE.some((name) => findErrorBy(error as Error, 'apiId', name) !== null)) throw error;
  }
  // The broker that is asked may hear of it a little later.
  await admin.metadata({ topics: [topic], forceUpdate: true, retries: 20 });
}

async function readBatchBytes({ topic }: KafkaPlace, admin: Admin): Promise<number> {
  const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic };
  const [described] = await admin.describeConfigs({
    resources: [{ ...resource, configurationKeys: [BATCH_SETTING] }],
  });
  const value = described?.configs.find(({ name }) => name === BATCH_SETTING)?.value;
  if (value === undefined || value === null) throw new Error(`no ${BATCH_SETTING}`);
  return Number(value);
}
