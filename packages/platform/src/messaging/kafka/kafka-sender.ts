import { compatibilityPartitioner, findErrorBy, ProduceAcks, Producer } from '@platformatic/kafka';
import { fail } from '../messaging-errors.ts';
import { firstTimes } from './first-times.ts';
import type { OutgoingMessage } from './kafka-messages.ts';
import type { KafkaPlace } from './kafka-options.ts';
import { recordBytes, requestsOf } from './kafka-requests.ts';
import type { KafkaTopic } from './kafka-topic.ts';
import { reasonOf } from './reason-of.ts';
import { within } from './within.ts';

export interface KafkaSender {
  /** Resolves when all replicas that must have them have them. Throws `TRANSPORT_UNAVAILABLE`. */
  send(messages: readonly OutgoingMessage[]): Promise<void>;
  close(): Promise<void>;
}

/** Less than brokers take by default, which is 1,048,588. */
const REQUEST_BYTES = 900_000;

const TOO_LARGE = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'];

/**
 * One send after the other, and each on a producer that has failed in nothing: what a producer repeats the brokers take once, in its
 * place; what is sent again after a failure comes after everything that was sent before.
 */
export function kafkaSender(place: KafkaPlace, topic: KafkaTopic): KafkaSender {
  const { sendTimeoutMs, client, log } = place;
  const isNew = firstTimes();
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
    const taken = await topic.ready();
    for (const request of requestsOf(messages, Math.min(REQUEST_BYTES, taken))) {
      signal.throwIfAborted();
      producer ??= new Producer({
        ...client,
        idempotent: true,
        acks: ProduceAcks.ALL,
        // As the Java clients place keys, so that both agree.
        partitioner: compatibilityPartitioner,
      });
      await producer.send({ messages: request }).catch((error: unknown) => {
        throw isTooLarge(error) ? tooLarge(request, error) : error;
      });
    }
  }

  /** No repetition makes it smaller: somebody has to know which event all others wait behind. */
  function tooLarge(request: readonly OutgoingMessage[], error: unknown): Error {
    const bytes = Math.max(...request.map(recordBytes));
    const eventId = request.find((message) => recordBytes(message) === bytes)?.eventId ?? '';
    if (isNew(eventId)) {
      log.error(
        { eventId, bytes },
        'Kafka refuses an event as too large: raise max.message.bytes of the topic',
      );
    }
    return new Error(`MESSAGE_TOO_LARGE, event ${eventId} of ${bytes} bytes`, { cause: error });
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

const isTooLarge = (error: unknown) =>
  TOO_LARGE.some((name) => findErrorBy(error as Error, 'apiId', name) !== null);
