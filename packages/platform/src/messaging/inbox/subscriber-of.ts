import type { CommittedEvent } from '../committed-event.ts';
import type { EventConsumer } from '../event-consumer.ts';
import type { Subscriber } from '../event-transport.ts';
import { type Failure, parkMessage } from '../parked/park.ts';
import { retryPause } from '../retry-pause.ts';
import { deliveryGroups } from './delivery-groups.ts';
import { handleTogether } from './handle-together.ts';
import { type InboxOptions, type InboxPlace, inboxPlace } from './inbox-options.ts';
import { isOfDatabase, isOutage, isPassing } from './passing-error.ts';
import { setAside } from './set-aside.ts';

/** Waits between the tries of an event that fails for a reason of its own stay short: others wait behind it. */
const LONGEST_TRY_PAUSE_MS = 2_000;

/**
 * Failures that may pass, after which the events of an idempotent consumer wait in the database: what its effects need is away, and
 * other consumers must not stand behind it. Those of the database do not count: it could not keep them either.
 */
const PATIENCE = 4;

/** What may pass has not passed. */
class StillFailing extends Error {
  override readonly name = 'StillFailing';
}

/** A consumer as a transport sees it: what comes again is handled once, and what cannot be handled is parked. */
export function subscriberOf(consumer: EventConsumer, options: InboxOptions): Subscriber {
  const place = inboxPlace(options);
  const wanted: ReadonlySet<string> = new Set(consumer.events);
  return {
    name: consumer.name,
    events: consumer.events,
    async deliver(deliveries, signal) {
      const handling = new Handling(place, consumer, signal);
      for (const delivery of deliveries) {
        if (delivery.kind === 'malformed') await handling.parkMessage(delivery);
      }
      const events = deliveries.flatMap((delivery) => (delivery.kind === 'event' ? [delivery.event] : []));
      for (const group of deliveryGroups(events, wanted)) await handling.settle(group);
    },
  };
}

/** One delivery to one consumer. Whatever takes long ends with `signal`, by throwing its reason. */
class Handling {
  readonly #place: InboxPlace;
  readonly #consumer: EventConsumer;
  readonly #signal: AbortSignal;

  constructor(place: InboxPlace, consumer: EventConsumer, signal: AbortSignal) {
    this.#place = place;
    this.#consumer = consumer;
    this.#signal = signal;
  }

  /** Ends when every event of the group was handled or parked. */
  async settle(group: readonly CommittedEvent[]): Promise<void> {
    if (group.length > 1) {
      try {
        return await this.#untilPassed(() => this.#handle(group), isOutage);
      } catch (error) {
        this.#signal.throwIfAborted();
        if (error instanceof StillFailing) return this.#defer(group, error.cause);
        const { name: consumer } = this.#consumer;
        this.#place.log.warn(
          { err: error, consumer, events: group.length },
          'events are handled one by one, because together they failed',
        );
      }
    }
    for (const event of group) await this.#settleOne(event);
  }

  /** A message that is no event. */
  async parkMessage(message: Parameters<typeof parkMessage>[2]): Promise<void> {
    const { database, metrics, log, turns } = this.#place;
    const { name: consumer } = this.#consumer;
    const isNew = await this.#untilPassed(
      () => turns(() => database.withSystem((tx) => parkMessage(tx, consumer, message))),
      isPassing,
      Number.POSITIVE_INFINITY,
    );
    metrics.ended(consumer, isNew ? 'parked' : 'duplicate', 1);
    if (isNew) log.error({ consumer, reason: message.reason }, 'a message that is no event was parked');
  }

  async #settleOne(event: CommittedEvent): Promise<void> {
    const { attempts, log, metrics, timing } = this.#place;
    const { name: consumer } = this.#consumer;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#untilPassed(() => this.#handle([event]), isOutage);
      } catch (error) {
        this.#signal.throwIfAborted();
        if (error instanceof StillFailing) return this.#defer([event], error.cause);
        if (attempt >= attempts) return this.#park(event, error, attempt);
        log.warn({ err: error, consumer, eventId: event.id, attempt }, 'an event failed and is tried again');
        metrics.retried(consumer);
        await timing.pause(retryPause(attempt, timing.random(), LONGEST_TRY_PAUSE_MS), this.#signal);
      }
    }
  }

  async #handle(events: readonly CommittedEvent[]): Promise<void> {
    const { database, metrics, timing, turns } = this.#place;
    const [first] = events;
    const last = events.at(-1);
    if (first === undefined || last === undefined) return;
    const handled = await turns(() => handleTogether(database, this.#consumer, first.tenant, events));
    const { name } = this.#consumer;
    if (handled > 0) {
      metrics.ended(name, 'handled', handled);
      metrics.lagged(name, Math.max(0, timing.clock.now() - last.occurredAt) / 1_000);
    }
    if (handled < events.length) metrics.ended(name, 'duplicate', events.length - handled);
  }

  /** Keeps events for `startDeferredRetries`, in place of the transport. */
  async #defer(events: readonly CommittedEvent[], error: unknown): Promise<void> {
    const { metrics, log } = this.#place;
    const { name: consumer } = this.#consumer;
    await this.#setAside(events, { error, attempts: PATIENCE }, 'waiting');
    metrics.ended(consumer, 'deferred', events.length);
    log.warn(
      { err: error, consumer, events: events.length },
      'events wait in the database for what their effects need',
    );
  }

  async #park(event: CommittedEvent, error: unknown, attempts: number): Promise<void> {
    const { metrics, log } = this.#place;
    const { name: consumer } = this.#consumer;
    const isNew = (await this.#setAside([event], { error, attempts }, 'parked')) > 0;
    metrics.ended(consumer, isNew ? 'parked' : 'duplicate', 1);
    if (isNew) log.error({ err: error, consumer, eventId: event.id }, 'an event was parked');
  }

  #setAside(
    events: readonly CommittedEvent[],
    failure: Failure,
    state: 'waiting' | 'parked',
  ): Promise<number> {
    const { database, turns } = this.#place;
    const { name: consumer } = this.#consumer;
    return this.#untilPassed(
      () => turns(() => setAside(database, consumer, events, failure, state)),
      isPassing,
      Number.POSITIVE_INFINITY,
    );
  }

  /** Does the work again while `passes` says that its failure may pass. Throws `StillFailing` when patience ends. */
  async #untilPassed<T>(
    work: () => Promise<T>,
    passes: (error: unknown) => boolean,
    patience = 'apply' in this.#consumer ? PATIENCE : Number.POSITIVE_INFINITY,
  ): Promise<T> {
    const { log, metrics, timing } = this.#place;
    const { name: consumer } = this.#consumer;
    let counted = 0;
    for (let failures = 1; ; failures += 1) {
      this.#signal.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        if (!passes(error)) throw error;
        if (!isOfDatabase(error)) counted += 1;
        if (counted >= patience) throw new StillFailing('a failure did not pass', { cause: error });
        // Said once: an outage has many tries.
        if (failures === 1) log.warn({ err: error, consumer }, 'events wait until a failure passes');
        metrics.retried(consumer);
        await timing.pause(retryPause(failures, timing.random()), this.#signal);
      }
    }
  }
}
