import { medianOf } from '../summary.ts';
import type { Table, TableRow } from '../table.ts';
import type { ComparedSample, TroubleSamples, TroubleSeries } from './samples.ts';

interface Bar {
  readonly title: string;
  /** Milliseconds; absent where it is told for comparison. */
  readonly most?: number;
  of(sample: ComparedSample): number;
}

const BARS: readonly Bar[] = [
  { title: 'added at first', most: 50, of: ({ first, healthy }) => first - healthy },
  { title: 'added later', most: 1, of: ({ later, healthy }) => later - healthy },
  { title: 'without caches', of: ({ bare, healthy }) => bare - healthy },
  { title: 'back', most: 2_000, of: ({ back }) => back },
];

/** Medians and spread of what is added, in milliseconds, against the bars. */
export function barTable(samples: Pick<TroubleSamples, 'series'>): Table {
  return {
    title: 'trouble, request',
    columns: BARS.map(({ title, most }) =>
      most === undefined ? title : `${title} (bar ${most.toLocaleString('en')})`,
    ),
    rows: samples.series().map(rowOf),
    notes: [
      'Milliseconds more than with a healthy store: median (least–most) of the rounds.',
      'At first: the slowest of those that find the trouble. Later: the median of those once it is known, when all that can change is read from PostgreSQL.',
      'Without caches: what the same request takes more on a process that has none.',
      '! where the median is over the bar.',
    ],
  };
}

function rowOf({ trouble, request, samples }: TroubleSeries): TableRow {
  return {
    label: `${trouble}, ${request}`,
    cells: BARS.map(({ most = Number.POSITIVE_INFINITY, of }) => {
      const values = samples.map(of);
      const median = medianOf(values);
      const spread = `${shown(Math.min(...values))}–${shown(Math.max(...values))}`;
      return `${shown(median)} (${spread})${median > most ? ' !' : ''}`;
    }),
  };
}

const shown = (milliseconds: number) => milliseconds.toFixed(2);
