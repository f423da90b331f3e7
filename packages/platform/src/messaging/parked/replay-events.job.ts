import { DomainError } from '@quotewright/kernel';
import { z } from 'zod';
import type { JobHandler } from '../../jobs/job.ts';
import type { Database } from '../../postgres/database.ts';
import { isPassing } from '../inbox/passing-error.ts';
import type { ParkedEvents } from './parked-events.ts';

export const REPLAY_EVENTS = 'platform.replay-events';

/** Of one order. */
export const MAX_REPLAYS = 200;

const input = z.strictObject({
  ids: z.array(z.string()).max(MAX_REPLAYS),
  reason: z.string(),
});

export type ReplayEventsInput = z.output<typeof input>;

export interface ReplayEventsDeps {
  readonly database: Database;
  readonly parkedEvents: Pick<ParkedEvents, 'replay'>;
}

/**
 * Has parked events handled again, one after another, each in a transaction of its own: one that fails again stays parked with its new
 * error, and the others go on. What was repaired meanwhile, by a run before this one or by a person, is left alone.
 */
export function replayEventsJob({ database, parkedEvents }: ReplayEventsDeps): JobHandler<ReplayEventsInput> {
  return {
    type: REPLAY_EVENTS,
    input,
    async run({ tenant, actor, input: { ids, reason }, signal, progress }) {
      const counts = { replayed: 0, failedAgain: 0, alreadyRepaired: 0, refused: 0 };
      for (const [done, id] of ids.entries()) {
        signal.throwIfAborted();
        progress(done, ids.length, 'events');
        try {
          await parkedEvents.replay({ tenant, id, by: actor, reason }, (work) =>
            database.withTenant(tenant, 'write', work),
          );
          counts.replayed += 1;
        } catch (error) {
          // What is away is away for the others, too: the whole job is tried again later.
          if (!(error instanceof DomainError) || isPassing(error)) throw error;
          counts[ENDS[error.code] ?? 'refused'] += 1;
        }
      }
      progress(ids.length, ids.length, 'events');
      return counts;
    },
  };
}

const ENDS: Readonly<Record<string, 'failedAgain' | 'alreadyRepaired'>> = {
  EVENT_REPLAY_FAILED: 'failedAgain',
  EVENT_NOT_PARKED: 'alreadyRepaired',
  PARKED_EVENT_NOT_FOUND: 'alreadyRepaired',
};
