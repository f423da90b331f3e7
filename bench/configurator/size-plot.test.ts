import { describe, expect, it } from 'vitest';
import { sizePlot } from './size-plot.ts';

describe('a plot of cost against size', () => {
  const { columns, rows } = sizePlot(
    'model',
    ['ms'],
    [
      { label: 'large', size: 300, values: [100] },
      { label: 'small', size: 3, values: [1] },
      { label: 'middle', size: 30, values: [10] },
    ],
  );
  const bars = rows.map(({ cells }) => (cells[1] ?? '').split('█').length - 1);

  it('has the models from small to large', () => {
    expect(columns).toEqual(['size', 'ms']);
    expect(rows.map(({ label }) => label)).toEqual(['small', 'middle', 'large']);
    expect(rows.map(({ cells }) => cells[0])).toEqual(['3', '30', '300']);
  });

  it('has bars that grow by the same for each factor', () => {
    const [small = 0, middle = 0, large = 0] = bars;
    expect(small).toBe(1);
    expect(Math.abs(large - middle - (middle - small))).toBeLessThanOrEqual(1);
  });

  it('has no bar where nothing was measured', () => {
    const [row] = sizePlot('model', ['ms'], [{ label: 'a', size: 1, values: [Number.NaN] }]).rows;
    expect(row?.cells[1]?.trim()).toBe('NaN');
  });
});
