import type { Measure } from '../benchmark.ts';
import { medianOf } from '../summary.ts';

/** Measures as they grow, round by round. */
export interface Samples {
  note(label: string, unit: string, value: number, reference?: string): void;
  /** The median of a measure; NaN where there is none. */
  median(label: string): number;
  measures(): readonly Measure[];
}

export function startSamples(): Samples {
  const kept = new Map<string, Measure & { readonly samples: number[] }>();
  return {
    note(label, unit, value, reference) {
      const known = kept.get(label);
      if (known !== undefined) known.samples.push(value);
      else kept.set(label, { label, unit, samples: [value], ...(reference !== undefined && { reference }) });
    },
    median: (label) => medianOf(kept.get(label)?.samples ?? []),
    measures: () => [...kept.values()],
  };
}
