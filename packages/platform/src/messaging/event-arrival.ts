/*
 * A hint within the process that events were committed, so that a relay sends them at once. Other processes are told by a bell
 * that reaches them; whoever misses a hint finds the events at its next poll.
 */

const listeners = new Set<() => void>();

export function announceEvents(): void {
  for (const listener of listeners) listener();
}

/** Returns how to stop listening. */
export function onEventArrival(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
