import type { Category } from '../category.ts';
import type { KindLimits } from '../kind-limits.ts';
import { duration, isWhole, type Rule } from './rule.ts';

/** Milliseconds a "there is none" may be kept: long enough to help, too short to hide a new thing. */
const NEGATIVE = [30_000, 120_000] as const;

/** How long a value lives, and what is answered when it should not. */
export const lifeRules: readonly Rule[] = [
  {
    name: 'ttl-whole',
    broken: ({ ttl }) => !isWhole(ttl.fresh, 1) || !isWhole(ttl.max, 1),
    message: () => 'ttl.fresh and ttl.max must be whole milliseconds',
  },
  {
    name: 'ttl-ordered',
    broken: ({ ttl }) => ttl.fresh > ttl.max,
    message: () => 'ttl.fresh must not be longer than ttl.max',
  },
  {
    name: 'ttl-of-kind',
    broken: ({ ttl }, { fresh: [min, max] }) => ttl.fresh < min || ttl.fresh > max,
    message: ({ kind, ttl }, { fresh: [min, max] }) =>
      `${kind}: ttl.fresh must be within ${duration(min)} and ${duration(max)}, is ${duration(ttl.fresh)}`,
  },
  {
    name: 'life-of-kind',
    broken: (answers, kind) => answers.ttl.max > longest(answers, kind),
    message: (answers, kind) =>
      `${answers.kind}: ttl.max must be at most ${duration(longest(answers, kind))}, is ${duration(answers.ttl.max)}`,
  },
  {
    name: 'jitter-in-range',
    broken: ({ ttl: { fresh, jitter = 0 } }, kind) =>
      !(jitter >= 0 && jitter < fresh && (jitter <= fresh / 6 || fresh - jitter >= kind.fresh[0])),
    message: ({ kind }, { fresh: [min] }) =>
      `${kind}: jitter must be within a sixth of ttl.fresh, or leave it at least ${duration(min)}`,
  },
  {
    name: 'negative-of-kind',
    broken: ({ negativeTtl }, kind) => negativeTtl !== 'never' && !kind.negative,
    message: ({ kind }) => `${kind}: "there is none" must not be kept`,
  },
  {
    name: 'negative-in-range',
    broken: ({ negativeTtl, ttl }) =>
      negativeTtl !== 'never' && !(isWhole(negativeTtl, NEGATIVE[0], NEGATIVE[1]) && negativeTtl <= ttl.max),
    message: () =>
      `negativeTtl must be whole milliseconds within ${duration(NEGATIVE[0])} and ${duration(NEGATIVE[1])}, and at most ttl.max`,
  },
  {
    name: 'stale-of-kind',
    broken: ({ whenStale }, kind) => whenStale !== 'never' && !kind.stale,
    message: ({ kind }, { danger }) => `${kind}: a stale value must not be served, the danger is: ${danger}`,
  },
  {
    name: 'stale-within-life',
    broken: ({ whenStale, ttl }) =>
      whenStale !== 'never' && !isWhole(whenStale.serveFor, 1, Math.max(ttl.max - ttl.fresh, 0)),
    message: () => 'whenStale.serveFor must be whole milliseconds, at most from ttl.fresh to ttl.max',
  },
  {
    name: 'busy-stale-served',
    broken: ({ whenStale, loading }) => loading?.whenBusy === 'stale' && whenStale === 'never',
    message: () => 'loading.whenBusy "stale" contradicts whenStale "never"',
  },
  {
    name: 'local-of-kind',
    broken: ({ whenStoreDown }, kind) => whenStoreDown === 'local' && !kind.local,
    message: ({ kind }) => `${kind}: the memory of one process cannot stand in for the store`,
  },
  {
    name: 'loading-positive',
    broken: ({ loading: { timeout = 1, lockWait = 1, concurrency = 1 } = {} }) =>
      ![timeout, lockWait, concurrency].every((value) => isWhole(value, 1)),
    message: () => 'loading.timeout, lockWait and concurrency must be whole numbers from 1',
  },
];

function longest({ invalidation }: Category, kind: KindLimits): number {
  return invalidation === 'versioned-key' ? kind.longest : (kind.longestUnversioned ?? kind.longest);
}
