import type { Subscriber, Subscription } from '../event-transport.ts';
import { retryPause } from '../retry-pause.ts';
import type { KafkaPlace } from './kafka-options.ts';
import type { KafkaTopic } from './kafka-topic.ts';
import { beMember } from './membership.ts';
import { reasonOf } from './reason-of.ts';
import { whileOpen } from './within.ts';

const LONGEST_PAUSE_MS = 5_000;

/** A member of the subscriber's group, again and again for as long as it is open. */
export function kafkaSubscription(
  place: KafkaPlace,
  topic: KafkaTopic,
  subscriber: Subscriber,
): Subscription {
  const { log, timing } = place;
  const ending = new AbortController();
  const { signal } = ending;
  const { name: consumer } = subscriber;

  async function run(): Promise<void> {
    let failures = 0;
    const joined = () => {
      if (failures > 0) log.info({ consumer }, 'events come from Kafka again');
      failures = 0;
    };
    while (!signal.aborted) {
      try {
        await whileOpen(signal, 0, topic.ready());
        await beMember(place, subscriber, signal, joined);
      } catch (error) {
        topic.forget();
        if (signal.aborted) return;
        if (failures === 0)
          log.warn({ reason: reasonOf(error), consumer }, 'no events come from Kafka, trying again');
        failures += 1;
        await timing.pause(retryPause(failures, timing.random(), LONGEST_PAUSE_MS), signal);
      }
    }
  }

  const running = run();
  return {
    async close() {
      ending.abort();
      await running;
    },
  };
}
