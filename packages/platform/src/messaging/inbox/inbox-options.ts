import { systemTiming, type Timing } from '../../idempotency/timing.ts';
import type { Database } from '../../postgres/database.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { type InboxMetrics, NO_METRICS } from './inbox-metrics.ts';
import type { Turns } from './turns.ts';

export interface InboxOptions {
  readonly database: Database;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  readonly metrics?: InboxMetrics;
  /** Time, chance and the waits between tries. Default: the system's. */
  readonly timing?: Timing;
  /** Shared by all consumers of a process; default: all at once. */
  readonly turns?: Turns;
  /** Tries before an event is parked; default 5. Failures that may pass do not count. */
  readonly attempts?: number;
}

/** What handling events needs, complete. */
export type InboxPlace = Required<InboxOptions>;

export function inboxPlace(options: InboxOptions): InboxPlace {
  return { timing: systemTiming, attempts: 5, metrics: NO_METRICS, turns: (work) => work(), ...options };
}
