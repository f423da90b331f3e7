/*
 * A hint within the process that a delivery was committed, so that an idle dispatcher takes it at once. Dispatchers of other
 * processes, and of a lost hint, find it at their next poll.
 */

const listeners = new Set<() => void>();

export function announceDelivery(): void {
  for (const listener of listeners) listener();
}

/** Returns how to stop listening. */
export function onDeliveryArrival(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
