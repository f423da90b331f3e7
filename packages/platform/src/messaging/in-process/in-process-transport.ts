import { systemTiming, type Timing } from '../../idempotency/timing.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { EventTransport } from '../event-transport.ts';
import { fail } from '../messaging-errors.ts';
import { Seat } from './seat.ts';

export interface InProcessOptions {
  readonly log: Pick<Logger, 'warn'>;
  /** Waits between deliveries of what was rejected. Default: the system's. */
  readonly timing?: Pick<Timing, 'pause' | 'random'>;
}

/**
 * Carries events to the subscribers of this process, and keeps nothing: `send` resolves when each has taken what it wants. Events that
 * nobody wants are done at once, so subscribe before the relay starts. What a closed subscription wanted cannot be sent until somebody
 * subscribes under its name again: a process that is stopping marks nothing as sent that its consumers have not seen.
 *
 * The caller does not send later events of an aggregate while earlier ones are under way.
 */
export function inProcessTransport({ log, timing = systemTiming }: InProcessOptions): EventTransport {
  const seats = new Map<string, Seat>();
  let closed = false;

  const mustBeOpen = () => {
    if (closed) throw fail('TRANSPORT_UNAVAILABLE', 'the transport is closed');
  };

  return {
    kind: 'in-process',
    async send(events) {
      mustBeOpen();
      const outcomes = await Promise.allSettled([...seats.values()].map((seat) => seat.take(events)));
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    },
    subscribe(subscriber) {
      const taken = seats.get(subscriber.name);
      if (taken?.open === true) throw new TypeError(`two subscribers are named "${subscriber.name}"`);
      const seat = new Seat(subscriber, log, timing);
      seats.set(subscriber.name, seat);
      return { close: () => seat.close() };
    },
    ping: async () => mustBeOpen(),
    lag: async () =>
      [...seats.values()]
        .filter(({ open }) => open)
        .map(({ name, waiting }) => ({ subscriber: name, messages: waiting })),
    async close() {
      closed = true;
      await Promise.all([...seats.values()].map((seat) => seat.close()));
    },
  };
}
