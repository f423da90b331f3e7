import { type Clock, newUuid } from '@quotewright/kernel';
import type { Database } from '../../postgres/database.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { type Every, onTimer } from '../../timing/timers.ts';
import type { EventTransport } from '../event-transport.ts';
import type { OutboxBell } from './bell.ts';
import type { RelayMetrics } from './relay-metrics.ts';

export interface OutboxRelayOptions {
  readonly database: Database;
  readonly transport: Pick<EventTransport, 'send'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly bell: Pick<OutboxBell, 'onRing'>;
  readonly metrics?: RelayMetrics;
  /** Events of one `send`; default 500. */
  readonly batchSize?: number;
  /** Partitions sent at the same time by this process; default 8. */
  readonly partitionsAtATime?: number;
  /** How long a claim lasts without renewal, and so how long the events of a crashed process wait; default 10,000. */
  readonly leaseMs?: number;
  /** How often unsent events are looked for without a hint; default 500, on the embedded engine 1,000. */
  readonly pollMs?: number;
  readonly retention?: {
    /** How long an event is kept after it was sent; default 7 days. */
    readonly sentForMs?: number;
    /** How often older ones are removed; default 10 minutes. */
    readonly everyMs?: number;
  };
  /** In [0, 1): spreads retries. */
  readonly random?: () => number;
  /** Default: a timer. */
  readonly every?: Every;
}

/** What a relay works with, complete. */
export interface RelayWorkplace extends Required<Omit<OutboxRelayOptions, 'metrics' | 'retention'>> {
  readonly metrics: RelayMetrics | undefined;
  readonly retention: { readonly sentForMs: number; readonly everyMs: number };
  /** Names this relay in the leases: no other one ever had it. */
  readonly token: string;
}

const MINUTE_MS = 60_000;

export function relayWorkplace(options: OutboxRelayOptions): RelayWorkplace {
  return {
    batchSize: 500,
    partitionsAtATime: 8,
    leaseMs: 10_000,
    pollMs: options.database.engine === 'embedded' ? 1_000 : 500,
    random: Math.random,
    every: onTimer,
    ...options,
    metrics: options.metrics,
    retention: { sentForMs: 7 * 24 * 60 * MINUTE_MS, everyMs: 10 * MINUTE_MS, ...options.retention },
    token: newUuid(),
  };
}
