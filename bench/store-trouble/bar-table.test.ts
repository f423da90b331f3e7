import { expect, it } from 'vitest';
import { barTable } from './bar-table.ts';

const sample = { healthy: 2, first: 40, later: 2.5, bare: 5, back: 700 };

it('shows what is added rather than what is taken, and marks a median over its bar', () => {
  const slow = { healthy: 2, first: 60, later: 3.5, bare: 6, back: 2_100 };
  const series = [
    { trouble: 'frozen', request: 'read', samples: [sample, sample, slow] },
    { trouble: 'killed', request: 'read', samples: [slow, slow, sample] },
  ];
  const { columns, rows } = barTable({ series: () => series });
  expect(columns).toEqual([
    'added at first (bar 50)',
    'added later (bar 1)',
    'without caches',
    'back (bar 2,000)',
  ]);
  expect(rows).toEqual([
    {
      label: 'frozen, read',
      cells: ['38.00 (38.00–58.00)', '0.50 (0.50–1.50)', '3.00 (3.00–4.00)', '700.00 (700.00–2100.00)'],
    },
    {
      label: 'killed, read',
      cells: [
        '58.00 (38.00–58.00) !',
        '1.50 (0.50–1.50) !',
        '4.00 (3.00–4.00)',
        '2100.00 (700.00–2100.00) !',
      ],
    },
  ]);
});
