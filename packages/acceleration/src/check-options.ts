import type { AccelerationOptions } from './acceleration.ts';
import { fail } from './cache/cache-errors.ts';

/** Milliseconds; a longer window is no bound any more, a shorter one is over before a heartbeat is back. */
const TRUST_WINDOW = { from: 100, to: 60_000 } as const;

/** Throws `CACHE_OPTION_INVALID` or `CACHE_KEY_RING_MISSING`: what is opened wrongly fails later, somewhere else. */
export function checkOptions(options: AccelerationOptions): void {
  const {
    namespace,
    stores,
    registry,
    keyRing,
    deadline = 1,
    trustWindow = TRUST_WINDOW.to,
    localBytes = 0,
    generations,
    tunings,
  } = options;
  const demands: readonly (readonly [holds: boolean, message: string])[] = [
    [Number.isFinite(deadline) && deadline > 0, 'deadline must be a number of milliseconds above 0'],
    [
      trustWindow >= TRUST_WINDOW.from && trustWindow <= TRUST_WINDOW.to,
      `trustWindow must be from ${TRUST_WINDOW.from} to ${TRUST_WINDOW.to} milliseconds`,
    ],
    [Number.isFinite(localBytes) && localBytes >= 0, 'localBytes must be a number of bytes from 0'],
    [
      generations === undefined || typeof generations.read === 'function',
      'generations must have a method read',
    ],
    [tunings === undefined || typeof tunings.read === 'function', 'tunings must have a method read'],
    [
      stores.speaksFor === undefined || stores.speaksFor === namespace.text,
      `the stores speak for ${stores.speaksFor}, the layer for ${namespace.text}: nobody would hear its invalidations`,
    ],
  ];
  for (const [holds, message] of demands) if (!holds) throw fail('CACHE_OPTION_INVALID', message);
  const unprotected =
    keyRing === undefined && registry.categories.find(({ protection }) => protection !== 'hash');
  if (unprotected)
    throw fail('CACHE_KEY_RING_MISSING', `${unprotected.name} is sealed or encrypted: give a key ring`);
}
