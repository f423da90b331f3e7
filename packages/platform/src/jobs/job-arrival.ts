/*
 * A hint within the process that a job was committed, so that an idle worker takes it at once. Workers of
 * other processes, and of a lost hint, find the job at their next poll.
 */

const listeners = new Set<() => void>();

export function announceJob(): void {
  for (const listener of listeners) listener();
}

/** Returns how to stop listening. */
export function onJobArrival(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
