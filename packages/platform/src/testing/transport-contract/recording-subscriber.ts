import type { CommittedEvent } from '../../messaging/committed-event.ts';
import type { Delivery, Subscriber } from '../../messaging/event-transport.ts';

/** Called with each delivery before it is confirmed; what it throws rejects the delivery. `call` counts from 1. */
type Reaction = (events: readonly CommittedEvent[], signal: AbortSignal, call: number) => unknown;

/** A subscriber that writes down what it was given, and lets a test wait for it. */
export class RecordingSubscriber implements Subscriber {
  readonly name: string;
  readonly events: readonly string[];
  /** Everything, in the order it was handed over. */
  readonly given: Delivery[] = [];
  /** The events whose delivery was confirmed, each once, in the order they first were. */
  readonly confirmed: CommittedEvent[] = [];
  readonly #react: Reaction;
  readonly #waiting = new Set<() => void>();
  #calls = 0;

  constructor(name: string, react: Reaction = () => {}, events: readonly string[] = ['QuoteAccepted']) {
    this.name = name;
    this.events = events;
    this.#react = react;
  }

  async deliver(deliveries: readonly Delivery[], signal: AbortSignal): Promise<void> {
    this.#calls += 1;
    this.given.push(...deliveries);
    this.#tell();
    const events = deliveries.flatMap((delivery) => (delivery.kind === 'event' ? [delivery.event] : []));
    await this.#react(events, signal, this.#calls);
    for (const event of events) {
      if (!this.confirmed.some(({ id }) => id === event.id)) this.confirmed.push(event);
    }
    this.#tell();
  }

  /** Resolves as soon as `condition` holds. */
  until(condition: (subscriber: this) => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (!condition(this)) return;
      this.#waiting.delete(look);
      resolve();
    };
    this.#waiting.add(look);
    look();
    return promise;
  }

  untilConfirmed(count: number): Promise<void> {
    return this.until(({ confirmed }) => confirmed.length >= count);
  }

  #tell(): void {
    for (const look of this.#waiting) look();
  }
}

/** Rejects when the subscription ends, and not before. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  if (signal.aborted) reject(signal.reason);
  signal.addEventListener('abort', () => reject(signal.reason));
  return promise;
}
