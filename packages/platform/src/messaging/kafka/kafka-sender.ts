import { compatibilityPartitioner, ProduceAcks, Producer } from '@platformatic/kafka';
import { fail } from '../messaging-errors.ts';
import type { OutgoingMessage } from './kafka-messages.ts';
import type { KafkaPlace } from './kafka-options.ts';
import type { KafkaTopic } from './kafka-topic.ts';
import { reasonOf } from './reason-of.ts';
import { within } from './within.ts';

export interface KafkaSender {
  /** Resolves when all replicas that must have them have them. Throws `TRANSPORT_UNAVAILABLE`. */
  send(messages: readonly OutgoingMessage[]): Promise<void>;
  close(): Promise<void>;
}

const REQUEST_BYTES = 1 << 20;

/**
 * One send after the other, and each on a producer that has failed in nothing: what a producer repeats the brokers take once, in its
 * place; what is sent again after a failure comes after everything that was sent before.
 */
export function kafkaSender(place: KafkaPlace, topic: KafkaTopic): KafkaSender {
  const { sendTimeoutMs, client } = place;
  let producer: Producer | undefined;
  let previous: Promise<void> = Promise.resolve();
  const closing = Promise.withResolvers<never>();
  closing.promise.catch(() => {});

  async function discard(): Promise<void> {
    const discarded = producer;
    producer = undefined;
    await discarded?.close().catch(() => {});
  }

  async function produce(messages: readonly OutgoingMessage[], signal: AbortSignal): Promise<void> {
    await topic.ready();
    for (const request of requestsOf(messages)) {
      signal.throwIfAborted();
      producer ??= new Producer({
        ...client,
        idempotent: true,
        acks: ProduceAcks.ALL,
        // As the Java clients place keys, so that both agree.
        partitioner: compatibilityPartitioner,
      });
      await producer.send({ messages: request });
    }
  }

  async function attempt(messages: readonly OutgoingMessage[], deadline: number): Promise<void> {
    const given = new AbortController();
    try {
      const left = Math.max(0, deadline - performance.now());
      const produced = Promise.race([produce(messages, given.signal), closing.promise]);
      await within(left, produced, 'sending to Kafka');
    } catch (error) {
      given.abort();
      topic.forget();
      void discard();
      throw fail(
        'TRANSPORT_UNAVAILABLE',
        `Kafka has not confirmed events: ${reasonOf(error)}`,
        undefined,
        error,
      );
    }
  }

  return {
    send(messages) {
      const deadline = performance.now() + sendTimeoutMs;
      const sent = previous.then(() => attempt(messages, deadline));
      previous = sent.catch(() => {});
      return sent;
    },
    async close() {
      closing.reject(new Error('the transport is closed'));
      await previous;
      await discard();
    },
  };
}

/** In their order, each as small as brokers like it unless a single message is larger. */
function requestsOf(messages: readonly OutgoingMessage[]): OutgoingMessage[][] {
  const requests: OutgoingMessage[][] = [];
  let size = 0;
  for (const message of messages) {
    const bytes = message.key.length + message.value.length;
    const request = requests.at(-1);
    if (request === undefined || size + bytes > REQUEST_BYTES) {
      requests.push([message]);
      size = bytes;
    } else {
      request.push(message);
      size += bytes;
    }
  }
  return requests;
}
