import { announceEvents, onEventArrival } from '../event-arrival.ts';

/** Tells relays that events were committed. A hint: whoever misses a ring finds the events at its next poll. */
export interface OutboxBell {
  /** `appendEvents` does it after each commit. */
  ring(): void;
  /** Returns how to stop listening. */
  onRing(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Reaches the relay of this process alone. */
export function processBell(): OutboxBell {
  return { ring: announceEvents, onRing: onEventArrival, close: async () => {} };
}
