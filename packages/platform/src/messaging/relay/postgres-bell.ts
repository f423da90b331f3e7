import type { DatabaseLogger } from '../../postgres/logger.ts';
import { postgresNotifications } from '../../postgres/notifications.ts';
import { onEventArrival } from '../event-arrival.ts';
import { retryPause } from '../retry-pause.ts';
import type { OutboxBell } from './bell.ts';

export interface PostgresBellOptions {
  /** Of the database that holds the outbox; one connection is kept open. */
  readonly url: string;
  readonly log: DatabaseLogger;
}

const LONGEST_PAUSE_MS = 5_000;

/** Reaches the relays of all processes on the database. Each process that appends events or relays them has one. */
export function postgresBell({ url, log }: PostgresBellOptions): OutboxBell {
  const listeners = new Set<() => void>();
  const ringHere = () => {
    for (const listener of listeners) listener();
  };
  const notifications = postgresNotifications({
    url,
    log,
    channel: 'quotewright_outbox',
    onNotification: ringHere,
    reconnectAfter: (failures) => retryPause(failures, Math.random(), LONGEST_PAUSE_MS),
  });
  const ring = () => {
    ringHere();
    notifications.notify();
  };
  const stopListening = onEventArrival(ring);
  return {
    ring,
    onRing(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      stopListening();
      listeners.clear();
      return notifications.close();
    },
  };
}
