import { describe, expect, it } from 'vitest';
import type { Battery, BatteryReport } from './battery.ts';
import { replayHint, runBattery } from './run-battery.ts';

const task = { seconds: 1, seed: 7, full: false, log: () => {} };
const batteryOf = (run: () => Promise<BatteryReport>): Battery => ({
  name: 'storm',
  title: '',
  seconds: 1,
  run,
});

describe('a battery', () => {
  it('passes when every round held', async () => {
    const verdict = await runBattery(
      batteryOf(async () => ({ rounds: 3, failures: [] })),
      task,
    );
    expect(verdict).toEqual({ name: 'storm', rounds: 3, failures: [] });
  });

  it('that did no round has failed', async () => {
    const verdict = await runBattery(
      batteryOf(async () => ({ rounds: 0, failures: [] })),
      task,
    );
    expect(verdict.failures).toEqual([{ seed: 7, what: 'not one round was done' }]);
  });

  it('that throws has failed with its seed', async () => {
    const verdict = await runBattery(
      batteryOf(() => Promise.reject(new Error('two orders'))),
      task,
    );
    expect(verdict.failures[0]).toMatchObject({ seed: 7, what: expect.stringContaining('two orders') });
  });

  it('tells how to see a failure again', () => {
    expect(replayHint('storm', { seed: 41, what: '' })).toBe('npm run prove -- storm --seed 41');
  });
});
