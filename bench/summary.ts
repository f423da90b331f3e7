import type { Measure } from './benchmark.ts';

export interface MeasureSummary {
  readonly label: string;
  readonly unit: string;
  readonly rounds: number;
  readonly median: number;
  /** Smallest and largest sample. */
  readonly spread: readonly [min: number, max: number];
  /** Median over the reference's median. */
  readonly ratio?: number;
}

export function medianOf(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function summarise(measures: readonly Measure[]): readonly MeasureSummary[] {
  const medians = new Map(measures.map(({ label, samples }) => [label, medianOf(samples)]));
  return measures.map(({ label, unit, samples, reference }) => {
    const median = medianOf(samples);
    const compared = reference === undefined ? undefined : medians.get(reference);
    return {
      label,
      unit,
      rounds: samples.length,
      median,
      spread: [Math.min(...samples), Math.max(...samples)],
      ...(compared === undefined ? {} : { ratio: median / compared }),
    };
  });
}
