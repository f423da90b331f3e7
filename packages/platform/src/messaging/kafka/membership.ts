import { Consumer, type ConsumerGroupJoinPayload, findErrorBy } from '@platformatic/kafka';
import type { Subscriber } from '../event-transport.ts';
import { type Generation, startGeneration } from './generation.ts';
import type { KafkaPlace } from './kafka-options.ts';
import { within } from './within.ts';

const HEARTBEATS_PER_SESSION = 5;
/** A broker that comes back knows its members still, so that they go on at once; a new member would wait for them. */
const SESSIONS_UNTIL_STALLED = 4;
const REJOIN_PAUSE_MS = 100;
const LEAVE_TIMEOUT_MS = 500;

/**
 * A member of the subscriber's group until `signal` ends: then it resolves, after the deliveries under way. Rejects when it is no member
 * any more and cannot become one again. `joined` is called whenever it has got partitions.
 */
export async function beMember(
  place: KafkaPlace,
  subscriber: Subscriber,
  signal: AbortSignal,
  joined: () => void,
): Promise<void> {
  const consumer = consumerOf(place, subscriber);
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  const { promise: closing, resolve: close } = Promise.withResolvers<void>();
  let generation: Generation | undefined;

  // The driver has asked for the next generation already: what this one has is being given away.
  const release = () => generation?.end('taken away');
  const begin = ({ assignments = [] }: ConsumerGroupJoinPayload) => {
    release();
    const partitions = assignments.flatMap((assigned) => assigned.partitions);
    const before = generation?.ended ?? new Map<number, Promise<void>>();
    generation = startGeneration({ consumer, place, subscriber, partitions, before });
    joined();
  };
  const join = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await consumer.joinGroup({});
        return;
      } catch (error) {
        // Another member came or went at the same time.
        if (!(error instanceof Error) || findErrorBy(error, 'needsRejoin', true) === null) throw error;
        await place.timing.pause(REJOIN_PAUSE_MS, signal);
      }
    }
  };
  consumer.on('consumer:group:rebalance', release);
  consumer.on('consumer:group:join', begin);
  consumer.on('consumer:heartbeat:stalled', () => fail(new Error('the group has not answered for long')));
  consumer.on('error', () => void join().catch(fail));
  const onAbort = () => close();
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) close();

  try {
    consumer.topics.track(place.topic);
    await Promise.race([join(), failed, closing]);
    await Promise.race([failed, closing]);
  } finally {
    failed.catch(() => {});
    signal.removeEventListener('abort', onAbort);
    consumer.off('consumer:group:join', begin);
    generation?.end(signal.aborted ? 'closing' : 'taken away');
    for (const ended of generation?.ended.values() ?? []) await ended;
    await leave(consumer);
  }
}

function consumerOf({ client, prefix, sessionTimeoutMs }: KafkaPlace, { name }: Subscriber): Consumer {
  return new Consumer({
    ...client,
    groupId: `${prefix}.${name}`,
    autocommit: false,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: sessionTimeoutMs,
    heartbeatInterval: Math.ceil(sessionTimeoutMs / HEARTBEATS_PER_SESSION),
    heartbeatStallTimeout: SESSIONS_UNTIL_STALLED * sessionTimeoutMs,
    // A broker answers a member that joins when all have, or when the time for that is over.
    requestTimeout: sessionTimeoutMs + 5_000,
  });
}

/** Tells the group, so that its other members need not wait for the end of the session; cuts the connections in any case. */
async function leave(consumer: Consumer): Promise<void> {
  await within(LEAVE_TIMEOUT_MS, consumer.close(true), 'leaving the group').catch(() => {});
  consumer.connections.close(() => {});
}
