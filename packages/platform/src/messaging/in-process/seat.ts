import type { Timing } from '../../idempotency/timing.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { Subscriber } from '../event-transport.ts';
import { fail } from '../messaging-errors.ts';
import { retryPause } from '../retry-pause.ts';

/** A subscriber's place at the in-process transport. */
export class Seat {
  readonly #subscriber: Subscriber;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #timing: Pick<Timing, 'pause' | 'random'>;
  readonly #types: ReadonlySet<string>;
  readonly #ended = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #waiting = 0;

  constructor(subscriber: Subscriber, log: Pick<Logger, 'warn'>, timing: Pick<Timing, 'pause' | 'random'>) {
    this.#subscriber = subscriber;
    this.#types = new Set(subscriber.events);
    this.#log = log;
    this.#timing = timing;
  }

  get name(): string {
    return this.#subscriber.name;
  }

  get open(): boolean {
    return !this.#ended.signal.aborted;
  }

  /** Events that were sent and not confirmed. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Resolves when the subscriber has confirmed those it wants. Throws `TRANSPORT_UNAVAILABLE` once the seat is closed. */
  async take(events: readonly CommittedEvent[]): Promise<void> {
    const wanted = events.filter(({ type }) => this.#types.has(type));
    if (wanted.length === 0) return;
    const delivery = this.#untilConfirmed(wanted);
    this.#underWay.add(delivery);
    this.#waiting += wanted.length;
    try {
      await delivery;
    } finally {
      this.#waiting -= wanted.length;
      this.#underWay.delete(delivery);
    }
  }

  async close(): Promise<void> {
    this.#ended.abort(new Error('the subscription was closed'));
    await Promise.allSettled(this.#underWay);
  }

  async #untilConfirmed(events: readonly CommittedEvent[]): Promise<void> {
    const { signal } = this.#ended;
    const deliveries = events.map((event) => ({ kind: 'event', event }) as const);
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        return await this.#subscriber.deliver(deliveries, signal);
      } catch (error) {
        if (signal.aborted) break;
        if (failures === 1) {
          this.#log.warn({ err: error, consumer: this.name }, 'events were rejected and come again');
        }
        await this.#timing.pause(retryPause(failures, this.#timing.random()), signal);
      }
    }
    throw fail('TRANSPORT_UNAVAILABLE', `the subscription of ${this.name} was closed`);
  }
}
