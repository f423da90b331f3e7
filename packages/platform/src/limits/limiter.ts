import type { Limits } from '@quotewright/acceleration';

export type { LimitDecision, LimitState, Quota, QuotaUse } from '@quotewright/acceleration';

/** What the server asks of a limiter. */
export type Limiter = Pick<Limits, 'take'>;
