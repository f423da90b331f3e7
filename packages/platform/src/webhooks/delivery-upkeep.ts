import { countPending, forgetEnded } from './delivery-claim.ts';
import type { DispatcherPlace } from './dispatcher-place.ts';

export const UPKEEP_MS = 60_000;

const RETENTION_MS = 30 * 24 * 60 * 60_000;
const ROWS_PER_BATCH = 500;
const BATCHES = 40;

/** Forgets what ended 30 days ago, a bounded part at a time, and counts what is pending. Once at a time; never throws. */
export function deliveryUpkeep(place: DispatcherPlace, stopping: AbortSignal): () => Promise<void> {
  let running: Promise<void> | undefined;
  let failing = false;
  const run = async () => {
    try {
      const before = place.clock.now() - RETENTION_MS;
      for (let batch = 0; batch < BATCHES && !stopping.aborted; batch += 1) {
        const forgotten = await place.database.withSystem((tx) => forgetEnded(tx, before, ROWS_PER_BATCH));
        if (forgotten < ROWS_PER_BATCH) break;
      }
      if (!stopping.aborted) place.metrics.backlogIs(await place.database.withSystem(countPending));
      failing = false;
    } catch (error) {
      // Said once; the next time tries again.
      if (!failing) place.log.error({ err: error }, 'ended deliveries of webhooks cannot be forgotten');
      failing = true;
    }
  };
  return () => {
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}
