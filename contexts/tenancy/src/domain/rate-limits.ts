import type { FieldError } from '@quotewright/kernel';
import type { RateLimits } from './rate-limits.schema.ts';

type QuotaName = keyof RateLimits['quotas'];
type RateTerms = NonNullable<RateLimits['quotas'][QuotaName]>;

/** A quota of the release; the window in milliseconds. */
interface ReleaseTerms {
  readonly units: number;
  readonly window: number;
  readonly burst: number;
}

export const NO_RATE_LIMITS: RateLimits = { quotas: {}, costFactors: {} };

/** The least that a tenant may leave itself of a quota is a tenth: less would lock out whoever has to correct it. */
const LEAST_PART = 10;

/**
 * Values that are well formed and would shut the tenant out of its own system, or let it take the installation from others. `given`: the
 * quotas of the release; `mostTimes`: how many times those a tenant may give itself.
 */
export function rateLimitsProblems(
  { quotas }: RateLimits,
  given: Readonly<Record<QuotaName, ReleaseTerms>>,
  mostTimes: number,
): readonly FieldError[] {
  return termsOf(quotas).flatMap(([name, { units, windowSeconds, burst }]) => {
    const released = given[name];
    const inWindow = (released.units * windowSeconds * 1000) / released.window;
    return [
      ...outside(`/quotas/${name}/units`, units, inWindow, mostTimes),
      ...outside(`/quotas/${name}/burst`, burst, released.burst, mostTimes),
    ];
  });
}

function outside(pointer: string, value: number, released: number, mostTimes: number): readonly FieldError[] {
  const least = Math.ceil(released / LEAST_PART);
  const most = Math.max(least, Math.floor(released * mostTimes));
  if (value < least) return [{ pointer, code: 'TOO_LITTLE', reason: `must be ${least} or more` }];
  if (value > most) return [{ pointer, code: 'TOO_MUCH', reason: `must be ${most} or less` }];
  return [];
}

/** The same in the terms of the release. */
export const inReleaseTerms = ({ quotas, costFactors }: RateLimits) => ({
  quotas: Object.fromEntries(
    termsOf(quotas).map(([name, { units, windowSeconds, burst }]) => [
      name,
      { units, window: windowSeconds * 1000, burst },
    ]),
  ) as Readonly<Partial<Record<QuotaName, ReleaseTerms>>>,
  costFactors,
});

const termsOf = (quotas: RateLimits['quotas']) => Object.entries(quotas) as [QuotaName, RateTerms][];
