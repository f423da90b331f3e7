import type { Tuning } from '../ports/index.ts';
import type { Category, TimeToLive } from '../registry/category.ts';
import { tuningBounds } from './tuning-bounds.ts';

/** What holds for one tenant's copies of a category while a tuning is in force. */
export interface TunedTerms {
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly ttl: TimeToLive;
  readonly shadowRate: number;
}

/**
 * A tuning was checked by another process, perhaps of another release, against another declaration: what lies outside the bounds is
 * brought to the nearest bound, and what is no number counts as not said.
 */
export function tunedTerms(category: Category<any, any>, tuning: Tuning): TunedTerms {
  const { ttl, shadowRate: declaredRate = 0 } = category;
  const bounds = tuningBounds(category);
  const fresh = Math.round(within(tuning.fresh, ...bounds.fresh) ?? ttl.fresh);
  const share = within(tuning.jitter, 0, bounds.jitter(fresh)) ?? (ttl.jitter ?? ttl.fresh / 6) / ttl.fresh;
  const shadowRate = (bounds.shadow ? within(tuning.shadowRate, 0, 1) : undefined) ?? declaredRate;
  return {
    until: tuning.until,
    ttl: { fresh, max: ttl.max, jitter: Math.min(share, bounds.jitter(fresh)) * fresh },
    shadowRate,
  };
}

function within(value: number | undefined, least: number, most: number): number | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return Math.min(Math.max(value, least), most);
}
