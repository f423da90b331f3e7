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

/** Values that are well formed and would shut the tenant out of its own system. `given`: the quotas of the release. */
export function rateLimitsProblems(
  { quotas }: RateLimits,
  given: Readonly<Record<QuotaName, ReleaseTerms>>,
): readonly FieldError[] {
  return termsOf(quotas).flatMap(([name, { units, windowSeconds, burst }]) => {
    const leastUnits = Math.ceil(
      (given[name].units * windowSeconds * 1000) / given[name].window / LEAST_PART,
    );
    const leastBurst = Math.ceil(given[name].burst / LEAST_PART);
    return [
      ...(units < leastUnits ? [tooLittle(`/quotas/${name}/units`, leastUnits)] : []),
      ...(burst < leastBurst ? [tooLittle(`/quotas/${name}/burst`, leastBurst)] : []),
    ];
  });
}

const tooLittle = (pointer: string, least: number): FieldError => ({
  pointer,
  code: 'TOO_LITTLE',
  reason: `must be ${least} or more`,
});

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
