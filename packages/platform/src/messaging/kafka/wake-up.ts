/** Lets one wait until it is told that a condition may hold now, or the signal ends. */
export interface WakeUp {
  tell(): void;
  until(holds: () => boolean): Promise<void>;
}

export function wakeUp(signal: AbortSignal): WakeUp {
  let told = Promise.withResolvers<void>();
  const tell = () => told.resolve();
  signal.addEventListener('abort', tell);
  return {
    tell,
    async until(holds) {
      while (!holds() && !signal.aborted) {
        told = Promise.withResolvers<void>();
        await told.promise;
      }
    },
  };
}
