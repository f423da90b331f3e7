import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Battery, BatteryFailure } from './battery.ts';

const TESTS = join(import.meta.dirname, '..', 'test.ts');
const TALLY = /^(\d+) passed, (\d+) failed/;
/** Names of failed tests, and what was wrong with each. */
const TOLD = / FAIL |Error/;

/** Tests as they are, each once, whatever the seed and the time box: what they rehearse takes its time. */
export const battery: Battery = {
  name: 'rehearsals',
  title: 'what the runbook says is typed, and what is promised under trouble happens, on real servers',
  seconds: 300,
  async run({ seed, log }) {
    const told: string[] = [];
    let [passed, failed] = [0, 0];
    const run = spawn(process.execPath, [TESTS, '.rehearsal.test'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>((resolve, reject) =>
      run.once('error', reject).once('close', resolve),
    );
    for await (const line of createInterface({ input: run.stdout })) {
      log(line);
      if (TOLD.test(line)) told.push(line.trim());
      const tally = TALLY.exec(line);
      if (tally !== null) [passed, failed] = [Number(tally[1]), Number(tally[2])];
    }
    const status = await ended;
    const failures: BatteryFailure[] = [];
    if (status !== 0) failures.push({ seed, what: `${failed} failed, status ${status}\n${told.join('\n')}` });
    return { rounds: passed + failed, failures };
  },
};
