import type { Measure } from '../benchmark.ts';
import { percentileOf } from '../percentile.ts';

/** Milliseconds by label: what is noted in each round, and its measures when all rounds are done. */
interface Samples {
  /** The median and the 99th percentile of one round; of few, the latter is the slowest. */
  note(label: string, milliseconds: readonly number[]): void;
  noteOne(label: string, milliseconds: number): void;
  noteRate(label: string, perSecond: number): void;
  measures(): readonly Measure[];
  /** The samples of a label as `measures` gives it. */
  of(label: string): readonly number[];
}

export const median = (label: string) => `${label}, p50`;
const slowest = (label: string) => `${label}, p99`;

/** `referenceOf`: the label to compare one with; none for itself. */
export function newSamples(referenceOf: (label: string) => string | undefined): Samples {
  const measures = new Map<
    string,
    { readonly unit: string; readonly reference?: string; samples: number[] }
  >();
  function add(label: string, unit: string, value: number, reference: string | undefined): void {
    const known = measures.get(label) ?? {
      unit,
      ...(reference !== undefined && { reference }),
      samples: [],
    };
    known.samples.push(value);
    measures.set(label, known);
  }
  return {
    note(label, milliseconds) {
      const reference = referenceOf(label);
      const name = (of: typeof median) => (reference === undefined ? undefined : of(reference));
      add(median(label), 'ms', percentileOf(milliseconds, 0.5), name(median));
      add(slowest(label), 'ms', percentileOf(milliseconds, 0.99), name(slowest));
    },
    noteOne: (label, value) => add(label, 'ms', value, referenceOf(label)),
    noteRate: (label, perSecond) => add(label, 'prices/s', perSecond, referenceOf(label)),
    measures: () => [...measures].map(([label, measure]) => ({ label, ...measure })),
    of: (label) => measures.get(label)?.samples ?? [],
  };
}

export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
