import type { Clock } from '@quotewright/kernel';
import type { Authorizer } from '../auth/principal.ts';
import type { Database } from '../postgres/database.ts';
import type { Logger } from '../telemetry/logger.ts';
import { onTimer } from '../timing/timers.ts';
import { type SecretBox, secretBox } from './secret-box.ts';
import type { SendWebhook } from './send-webhook.ts';
import type { WebhookMetrics } from './webhook-metrics.ts';

export interface WebhookDispatcherOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Says whether the creator of a subscription may still read what it would be sent. */
  readonly authorizer: Authorizer;
  readonly send: SendWebhook;
  /** The same as of the module. */
  readonly secretKey?: string;
  readonly metrics?: WebhookMetrics;
  /** Requests at a time by this process; default 8. */
  readonly concurrency?: number;
  /** Of these to one host; default 2. */
  readonly perHost?: number;
  /** How often due deliveries are looked for without a hint; default, and at least on the embedded engine, 1,000. */
  readonly pollMs?: number;
  /** How long a claim lasts, and so how long the delivery of a crashed process waits; default 60,000. More than twice the time of a request. */
  readonly leaseMs?: number;
  /** In [0, 1): spreads retries. */
  readonly random?: () => number;
  /** Calls `tick` again and again until the returned function is called; default: a timer. */
  readonly every?: (milliseconds: number, tick: () => unknown) => () => void;
}

/** What dispatching needs, complete. */
export interface DispatcherPlace extends Required<Omit<WebhookDispatcherOptions, 'secretKey'>> {
  readonly secrets: SecretBox;
}

export function dispatcherPlace({ secretKey, ...options }: WebhookDispatcherOptions): DispatcherPlace {
  // The embedded engine has one session, which requests need, too.
  const slowest = options.database.engine === 'embedded' ? 1_000 : 0;
  return {
    concurrency: 8,
    perHost: 2,
    leaseMs: 60_000,
    random: Math.random,
    every: onTimer,
    metrics: NO_METRICS,
    ...options,
    pollMs: Math.max(options.pollMs ?? 1_000, slowest),
    secrets: secretBox(secretKey),
  };
}

const NO_METRICS: WebhookMetrics = { attemptEnded: () => {}, backlogIs: () => {} };
