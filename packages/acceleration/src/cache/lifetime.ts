import type { CategoryAnswers, TimeToLive } from '../registry/category.ts';

export interface Lifetime {
  readonly freshUntil: number;
  readonly hardUntil: number;
}

/** Default jitter: a sixth of the fresh time. */
function jitterOf(ttl: TimeToLive): number {
  return ttl.jitter ?? ttl.fresh / 6;
}

/**
 * When a value that was read from the truth at `generatedAt` grows stale and when it dies: jitter is subtracted from `fresh` (entries
 * of one moment must not expire in one moment), and neither time passes the end of the value's own validity. Milliseconds
 * since the epoch, in whole milliseconds.
 */
export function lifetimeOf(
  ttl: TimeToLive,
  generatedAt: number,
  fraction: number,
  validUntil: number | null = null,
): Lifetime {
  const end = validUntil ?? Number.POSITIVE_INFINITY;
  return {
    freshUntil: Math.floor(Math.min(generatedAt + ttl.fresh - jitterOf(ttl) * fraction, end)),
    hardUntil: Math.floor(Math.min(generatedAt + ttl.max, end)),
  };
}

/** A declared "there is none" is fresh as long as it is kept. */
export function negativeLifetimeOf(
  { negativeTtl }: Pick<CategoryAnswers<never, never>, 'negativeTtl'>,
  generatedAt: number,
): Lifetime | undefined {
  if (negativeTtl === 'never') return undefined;
  return { freshUntil: generatedAt + negativeTtl, hardUntil: generatedAt + negativeTtl };
}

/**
 * Probabilistic early refresh (XFetch: Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB
 * 2015, β = 1): the dearer the load and the nearer the end of freshness, the likelier one caller refreshes ahead of all others.
 */
export function refreshesEarly(
  { freshUntil, loadCost }: { readonly freshUntil: number; readonly loadCost: number },
  now: number,
  fraction: number,
): boolean {
  return now - loadCost * Math.log(1 - fraction) >= freshUntil;
}
