import { systemRandom } from '../../ports/index.ts';

/** Milliseconds before the next of `attempts` in a row, from 1: 50 doubled to 1,000 at most, the upper half of it by chance. */
export function backoff(attempts: number): number {
  const ceiling = Math.min(1_000, 50 * 2 ** Math.min(attempts - 1, 10));
  return Math.round(ceiling * (0.5 + systemRandom.fraction() / 2));
}
