import { gzipSync } from 'node:zlib';
import type { Table } from '../table.ts';
import { labelsOf } from './labels.ts';
import type { PreparedModel } from './measure-model.ts';
import type { Samples } from './samples.ts';

const CAR = 'automotive01';
/** Does not compile within the budget. */
const ERP = 'erp-system';

interface Bar {
  readonly what: string;
  readonly unit: string;
  readonly below: number;
  readonly found: number;
}

/** What is promised, beside the median of what was found. */
export function barTable(models: readonly PreparedModel[], samples: Samples): Table {
  const car = labelsOf(CAR);
  const largest = (of: (model: PreparedModel) => number) => Math.max(...models.map(of));
  const slowest = (label: (model: string) => string) => largest(({ name }) => samples.median(label(name)));
  const compiled = models.filter(({ decoded }) => decoded.graph !== undefined);
  const kibibytes = ({ bytes }: PreparedModel) => gzipSync(bytes).length / 1024;
  const bars: readonly Bar[] = [
    ms(`compile ${CAR}`, 1_500, samples.median(car.compile)),
    ms(`domains of ${CAR}, p99`, 20, samples.median(car.domains('p99'))),
    ms(`domains of ${ERP} by the solver, p99`, 100, samples.median(labelsOf(ERP).domains('p99'))),
    ms(`explanation, p99, ${CAR}`, 50, samples.median(car.explanations('p99'))),
    ms(
      'explanation, p99, slowest model',
      50,
      slowest((name) => labelsOf(name).explanations('p99')),
    ),
    {
      what: 'artefact with a graph, the largest, gzip',
      unit: 'KiB',
      below: 256,
      found: Math.max(...compiled.map(kibibytes)),
    },
    ms(`decode ${CAR}, warm`, 20, samples.median(car.decodeWarm)),
    ms(`decode ${CAR}, first of a process`, 20, samples.median(car.decodeCold)),
    ms(
      'decode, warm, slowest model',
      20,
      slowest((name) => labelsOf(name).decodeWarm),
    ),
  ];
  return {
    title: 'bar',
    columns: ['below', 'median', ''],
    rows: bars.map(({ what, unit, below, found }) => ({
      label: what,
      cells: [`${below} ${unit}`, `${found.toPrecision(3)} ${unit}`, found < below ? 'met' : 'not met'],
    })),
    notes: [],
  };
}

function ms(what: string, below: number, found: number): Bar {
  return { what, unit: 'ms', below, found };
}
