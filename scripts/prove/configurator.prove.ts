import { engineLaws } from '@quotewright/configuration/testing';
import type { Battery, BatteryFailure, BatteryTask } from './battery.ts';

const FULL_MODELS = 10_000;
const MODELS_PER_ROUND = 100;

export const battery: Battery = {
  name: 'configurator',
  title:
    'whatever the rules, both engines know what is possible, how often and at what least cost, and blame no choice or rule too many',
  seconds: 120,
  async run({ seconds, seed, full, log }: BatteryTask) {
    const failures: BatteryFailure[] = [];
    const end = performance.now() + seconds * 1000;
    let rounds = 0;
    while (full ? rounds * MODELS_PER_ROUND < FULL_MODELS : performance.now() < end) {
      const roundSeed = seed + rounds;
      for (const { name, broken } of engineLaws) {
        const what = broken({ seed: roundSeed, numRuns: MODELS_PER_ROUND });
        if (what !== undefined) failures.push({ seed: roundSeed, what: `${name}\n${what}` });
      }
      rounds += 1;
      if (rounds % 20 === 0)
        log(
          `${rounds * MODELS_PER_ROUND} models for each of ${engineLaws.length} laws, ${failures.length} broken`,
        );
    }
    return { rounds, failures };
  },
};
