import { rehearseCrash } from '../../apps/server/e2e/crash-rehearsal.ts';
import { newInstallation } from '../../apps/server/e2e/server-process.ts';
import type { Battery, BatteryFailure, BatteryTask } from './battery.ts';

const FULL_ROUNDS = 200;
const SALES = 12;
/** About what the sales of a round take: kills fall before, into and after them. */
const LONGEST_WAIT_MS = 3_000;

export const battery: Battery = {
  name: 'crash',
  title: 'a server killed at any moment loses no acknowledged sale and makes none twice',
  seconds: 90,
  async run({ seconds, seed, full, log }: BatteryTask) {
    const installation = await newInstallation();
    const failures: BatteryFailure[] = [];
    const end = performance.now() + seconds * 1000;
    let rounds = 0;
    try {
      while (full ? rounds < FULL_ROUNDS : performance.now() < end) {
        const roundSeed = seed + rounds;
        const killAfter = fraction(roundSeed) * LONGEST_WAIT_MS;
        const findings = await rehearseCrash(installation, { killAfter, sales: SALES }, `seed-${roundSeed}`);
        if (findings.lost.length + findings.doubled.length > 0) {
          failures.push({ seed: roundSeed, what: JSON.stringify(findings) });
        }
        rounds += 1;
        log(
          `killed after ${Math.round(killAfter)} ms, ${findings.acknowledgedBefore} of ${SALES} sales were acknowledged`,
        );
      }
    } finally {
      await installation.remove();
    }
    return { rounds, failures };
  },
};

/** A number in [0, 1) that looks random and follows from the seed (the fractional part of seed × golden ratio). */
function fraction(seed: number): number {
  return (seed * 0.618_033_988_749_895) % 1;
}
