import type { Measure } from '../benchmark.ts';

/** One candidate of a comparison: measured once per round, in turns with its references. */
export interface Variant {
  readonly label: string;
  readonly unit: string;
  readonly reference?: string;
  measure(): Promise<number>;
}

/** Operations in a second; `run` does so many of them. */
export function throughput(
  label: string,
  reference: string | undefined,
  operations: number,
  run: () => Promise<void>,
): Variant {
  return {
    label,
    unit: 'op/s',
    ...(reference !== undefined && { reference }),
    async measure() {
      const started = performance.now();
      await run();
      return (operations / (performance.now() - started)) * 1_000;
    },
  };
}

/** So many callers side by side, each of whom asks again when he has his answer. */
export async function sideBySide(
  callers: number,
  operations: number,
  operation: (at: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const caller = async () => {
    while (next < operations) {
      next += 1;
      await operation(next - 1);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

/** All variants once unrecorded, until the compiler has settled, then in turns. */
export async function inTurns(variants: readonly Variant[], rounds: number): Promise<readonly Measure[]> {
  const samples = variants.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [at, variant] of variants.entries()) {
      const sample = await variant.measure();
      if (round >= 0) samples[at]?.push(sample);
    }
  }
  return variants.map(({ label, unit, reference }, at) => ({
    label,
    unit,
    samples: samples[at] ?? [],
    ...(reference !== undefined && { reference }),
  }));
}
