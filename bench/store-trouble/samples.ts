import type { Measure } from '../benchmark.ts';
import type { TroubleSample } from './in-trouble.ts';

/** With the same request to a process without caches, in the same round. */
export interface ComparedSample extends TroubleSample {
  readonly bare: number;
}

/** The samples of one kind of request under one trouble. */
export interface TroubleSeries {
  readonly trouble: string;
  readonly request: string;
  readonly samples: readonly ComparedSample[];
}

export interface TroubleSamples {
  note(trouble: string, request: string, sample: ComparedSample): void;
  series(): readonly TroubleSeries[];
  measures(): readonly Measure[];
}

export function newTroubleSamples(): TroubleSamples {
  const all = new Map<string, TroubleSeries & { readonly samples: ComparedSample[] }>();
  return {
    note(trouble, request, sample) {
      const label = `${trouble}, ${request}`;
      const series = all.get(label) ?? { trouble, request, samples: [] };
      series.samples.push(sample);
      all.set(label, series);
    },
    series: () => [...all.values()],
    measures: () => [...all].flatMap(([label, { samples }]) => measuresOf(label, samples)),
  };
}

function measuresOf(label: string, samples: readonly ComparedSample[]): readonly Measure[] {
  const reference = `${label}: healthy`;
  const measure = (name: string, of: (sample: ComparedSample) => number): Measure => ({
    label: `${label}: ${name}`,
    unit: 'ms',
    samples: samples.map(of),
  });
  return [
    measure('healthy', ({ healthy }) => healthy),
    { ...measure('slowest of the first', ({ first }) => first), reference },
    { ...measure('later', ({ later }) => later), reference },
    { ...measure('without caches', ({ bare }) => bare), reference },
    measure('back', ({ back }) => back),
  ];
}
