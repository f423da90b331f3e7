import type { Tuning } from '../ports/index.ts';
import type { Category } from '../registry/category.ts';
import { kindLimits } from '../registry/kind-limits.ts';
import { duration } from '../registry/rules/rule.ts';

/** Jitter that no kind forbids: it is what a category has that says nothing. */
const USUAL_JITTER = 1 / 6;
/** Something has to be left of the fresh time. */
const MOST_JITTER = 0.9;

/** What may be asked of a category. */
export interface TuningBounds {
  /** Milliseconds, both inclusive: from the least of its kind to what it declares. */
  readonly fresh: readonly [least: number, most: number];
  /** The largest share of a fresh time of that many milliseconds. */
  jitter(fresh: number): number;
  /** Whether its hits may be verified at another rate. Where none is, its loads are not made to be compared. */
  readonly shadow: boolean;
}

export type TunedMember = 'fresh' | 'jitter' | 'shadowRate';

export interface TuningFinding {
  readonly member: TunedMember;
  readonly message: string;
}

/** A category is only made more careful than it declares: nothing is answered for longer because an operator said so. */
export function tuningBounds({ kind, ttl, shadowRate = 0 }: Category<any, any>): TuningBounds {
  const least = Math.min(kindLimits[kind].fresh[0], ttl.fresh);
  return {
    fresh: [least, ttl.fresh],
    jitter: (fresh) => Math.max(USUAL_JITTER, Math.min(MOST_JITTER, 1 - least / fresh)),
    shadow: shadowRate > 0,
  };
}

/** What is wrong with a tuning; empty: it holds as it is. */
export function checkTuning(
  category: Category<any, any>,
  { fresh, jitter, shadowRate }: Omit<Tuning, 'until' | 'category' | 'tenant'>,
): readonly TuningFinding[] {
  const bounds = tuningBounds(category);
  const [least, most] = bounds.fresh;
  const findings: TuningFinding[] = [];
  const isFreshIn = fresh === undefined || (Number.isSafeInteger(fresh) && fresh >= least && fresh <= most);
  if (!isFreshIn) {
    findings.push({ member: 'fresh', message: `must be within ${duration(least)} and ${duration(most)}` });
  }
  const largest = bounds.jitter(isFreshIn && fresh !== undefined ? fresh : most);
  if (jitter !== undefined && !(jitter >= 0 && jitter <= largest)) {
    findings.push({
      member: 'jitter',
      message: `must be from 0 to ${Math.floor(largest * 1_000) / 1_000} with this fresh time`,
    });
  }
  if (shadowRate !== undefined && !bounds.shadow) {
    findings.push({ member: 'shadowRate', message: 'hits of this category are not verified' });
  } else if (shadowRate !== undefined && !(shadowRate >= 0 && shadowRate <= 1)) {
    findings.push({ member: 'shadowRate', message: 'must be a share from 0 to 1' });
  }
  return findings;
}
