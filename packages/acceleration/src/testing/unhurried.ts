import type { AccelerationOptions } from '../acceleration.ts';
import { systemRandom } from '../ports/index.ts';

/**
 * For tests of what is built on the layer: on a busy machine a slow answer of the store is not taken for an outage, and no hit is
 * verified by chance.
 */
export const unhurried: Pick<AccelerationOptions, 'deadline' | 'random'> = {
  deadline: 30_000,
  random: { ...systemRandom, fraction: () => 0.999 },
};
