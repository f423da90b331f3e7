import type { EventConsumer } from '../event-consumer.ts';
import { fail } from './parked-errors.ts';
import type { ParkedEvent } from './parked-event.ts';

export type ConsumersByName = ReadonlyMap<string, EventConsumer>;

export function consumersByName(consumers: readonly EventConsumer[]): ConsumersByName {
  return new Map(consumers.map((consumer) => [consumer.name, consumer]));
}

/** Whoever parked it. Throws `EVENT_CONSUMER_UNKNOWN`. */
export function consumerOf(consumers: ConsumersByName, { consumer: name }: ParkedEvent): EventConsumer {
  const consumer = consumers.get(name);
  if (consumer === undefined) throw fail('EVENT_CONSUMER_UNKNOWN', `there is no consumer ${name} any more`);
  return consumer;
}
