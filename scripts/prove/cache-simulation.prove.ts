import { simulate } from '@quotewright/acceleration/testing';
import type { Battery, BatteryFailure, BatteryTask } from './battery.ts';

const FULL_ROUNDS = 20_000;

export const battery: Battery = {
  name: 'cache-simulation',
  title:
    'whatever the store, the network and the processes do, no node answers older than what was acknowledged, nor for another tenant',
  seconds: 300,
  async run({ seconds, seed, full, log }: BatteryTask) {
    const failures: BatteryFailure[] = [];
    const end = performance.now() + seconds * 1000;
    let rounds = 0;
    let reads = 0;
    while (full ? rounds < FULL_ROUNDS : performance.now() < end) {
      const roundSeed = seed + rounds;
      const store = roundSeed % 3 === 0 ? 'lying' : 'honest';
      const report = await simulate({ seed: roundSeed % 2 ** 32, store });
      if (report.violations.length > 0) {
        failures.push({
          seed: roundSeed,
          what: `${report.violations.slice(0, 5).join('\n')}\n${report.story}`,
        });
      }
      rounds += 1;
      reads += report.reads;
      if (rounds % 100 === 0) log(`${rounds} seeds, ${reads} reads, ${failures.length} with violations`);
    }
    return { rounds, failures };
  },
};
