import type { Measure } from '../benchmark.ts';

/** One candidate of a comparison: measured once per round, in turns with its references. */
export interface Variant {
  readonly label: string;
  readonly unit: string;
  readonly reference?: string;
  measure(): Promise<number>;
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
