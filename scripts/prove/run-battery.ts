import type { Battery, BatteryFailure, BatteryTask } from './battery.ts';

export interface BatteryVerdict {
  readonly name: string;
  readonly rounds: number;
  readonly failures: readonly BatteryFailure[];
}

/** A battery that throws, or that did no round at all, has proved nothing: both are failures. */
export async function runBattery(battery: Battery, task: BatteryTask): Promise<BatteryVerdict> {
  const { name } = battery;
  try {
    const { rounds, failures } = await battery.run(task);
    if (rounds > 0 || failures.length > 0) return { name, rounds, failures };
    return { name, rounds, failures: [{ seed: task.seed, what: 'not one round was done' }] };
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { name, rounds: 0, failures: [{ seed: task.seed, what }] };
  }
}

/** What to type to see the failure again. */
export function replayHint(name: string, { seed }: BatteryFailure): string {
  return `npm run prove -- ${name} --seed ${seed}`;
}
