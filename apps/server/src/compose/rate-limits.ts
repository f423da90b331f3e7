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

/** Undefined where the configuration turns them off. */
export function openRateLimits(
  { caches, limits, modules }: Pick<Installation, 'caches' | 'limits' | 'modules'>,
  { config, clock, logger, metrics }: RateLimitsDeps,
): RequestLimits | undefined {
  if (config.rateLimits === 'off') return undefined;
  return requestLimits({
    limiter: limits,
    tenants: modules.tenancy.limits,
    ...(caches && { newBudget: () => caches.newBudget() }),
    clock,
    registry: metrics.registry,
    logger,
  });
}
