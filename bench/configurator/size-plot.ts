import type { Table } from '../table.ts';

export interface PlottedModel {
  readonly label: string;
  readonly size: number;
  readonly values: readonly number[];
}

const WIDTH = 30;

/** Cost against size: models from small to large, each value with a bar whose length is that of its logarithm. */
export function sizePlot(title: string, columns: readonly string[], models: readonly PlottedModel[]): Table {
  const ranges = columns.map((_, column) => {
    const logs = models.map(({ values }) => Math.log(values[column] ?? Number.NaN)).filter(Number.isFinite);
    return { low: Math.min(...logs), high: Math.max(...logs) };
  });
  return {
    title,
    columns: ['size', ...columns],
    rows: models
      .toSorted((a, b) => a.size - b.size)
      .map(({ label, size, values }) => ({
        label,
        cells: [`${size}`, ...columns.map((_, column) => cell(values[column] ?? Number.NaN, ranges[column]))],
      })),
    notes: ['Bars are logarithmic, from the smallest to the largest of their column.'],
  };
}

function cell(value: number, range: { readonly low: number; readonly high: number } | undefined): string {
  const text = value.toPrecision(3).padStart(8);
  if (range === undefined || !Number.isFinite(Math.log(value))) return text;
  const share = range.high === range.low ? 1 : (Math.log(value) - range.low) / (range.high - range.low);
  return `${text} ${'█'.repeat(1 + Math.round(share * (WIDTH - 1)))}`;
}
