import type { Clock } from '@quotewright/kernel';
import type { Config } from '@quotewright/platform/config';
import { type RequestLimits, requestLimits } from '@quotewright/platform/limits';
import type { Logger, Metrics } from '@quotewright/platform/telemetry';
import type { Installation } from './installation.ts';

export interface RateLimitsDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Undefined where the configuration turns them off. Without copies nothing is counted either: both stand on the same store. */
export function openRateLimits(
  { caches, modules }: Pick<Installation, 'caches' | 'modules'>,
  { config, clock, logger, metrics }: RateLimitsDeps,
): RequestLimits | undefined {
  if (config.rateLimits === 'off') return undefined;
  if (caches === undefined) {
    logger.warn('copies are off, and with them the store that requests are counted in: no rate limits');
    return undefined;
  }
  return requestLimits({
    limiter: caches.layer.limits,
    tenants: modules.tenancy.limits,
    newBudget: () => caches.newBudget(),
    clock,
    registry: metrics.registry,
    logger,
  });
}
