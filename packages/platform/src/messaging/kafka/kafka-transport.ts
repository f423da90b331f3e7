import { Admin } from '@platformatic/kafka';
import type { EventTransport, Subscription } from '../event-transport.ts';
import { fail } from '../messaging-errors.ts';
import { kafkaLag } from './kafka-lag.ts';
import { messageOf } from './kafka-messages.ts';
import { type KafkaTransportOptions, kafkaPlace } from './kafka-options.ts';
import { kafkaSender } from './kafka-sender.ts';
import { kafkaSubscription } from './kafka-subscription.ts';
import { kafkaTopic } from './kafka-topic.ts';
import { reasonOf } from './reason-of.ts';
import { within } from './within.ts';

const ANSWER_MS = 3_000;
const CLOSE_MS = 500;

/**
 * Carries events through one topic of Kafka. Opens at once, whether or not brokers can be reached, and finds them as soon as there are
 * any; what needs them until then fails in bounded time or goes on trying.
 */
export function kafkaTransport(options: KafkaTransportOptions): EventTransport {
  const place = kafkaPlace(options);
  const { topic: name, installationId, log } = place;
  const admin = new Admin(place.client);
  const topic = kafkaTopic(place, admin);
  const sender = kafkaSender(place, topic);
  const subscriptions = new Map<string, Subscription>();
  let closed = false;

  const mustBeOpen = () => {
    if (closed) throw fail('TRANSPORT_UNAVAILABLE', 'the transport is closed');
  };

  async function ask<T>(what: string, question: () => Promise<T>): Promise<T> {
    mustBeOpen();
    try {
      return await within(ANSWER_MS, question(), what);
    } catch (error) {
      throw fail('TRANSPORT_UNAVAILABLE', `Kafka does not answer: ${reasonOf(error)}`, undefined, error);
    }
  }

  topic
    .ready()
    .catch((error: unknown) =>
      log.warn({ reason: reasonOf(error) }, 'Kafka cannot be reached, trying again'),
    );

  return {
    kind: 'kafka',
    async send(events) {
      mustBeOpen();
      if (events.length > 0) await sender.send(events.map((event) => messageOf(event, name, installationId)));
    },
    subscribe(subscriber) {
      mustBeOpen();
      if (subscriptions.has(subscriber.name)) {
        throw new TypeError(`two subscribers are named "${subscriber.name}"`);
      }
      const subscription = kafkaSubscription(place, topic, subscriber);
      subscriptions.set(subscriber.name, subscription);
      return {
        async close() {
          await subscription.close();
          if (subscriptions.get(subscriber.name) === subscription) subscriptions.delete(subscriber.name);
        },
      };
    },
    async ping() {
      // Of the brokers, not of the topic: whoever only looks must not make one.
      await ask('asking Kafka who is there', () => admin.metadata({ topics: [], forceUpdate: true }));
    },
    async lag(subscribers = [...subscriptions.keys()]) {
      const lag = ask('asking Kafka for offsets', () => kafkaLag(admin, place, subscribers));
      return lag.catch(() => subscribers.map((subscriber) => ({ subscriber, messages: undefined })));
    },
    async close() {
      closed = true;
      await Promise.all([...subscriptions.values()].map((subscription) => subscription.close()));
      await Promise.all([sender.close(), within(CLOSE_MS, admin.close(), 'closing').catch(() => {})]);
    },
  };
}
