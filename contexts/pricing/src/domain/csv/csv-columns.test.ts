import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CSV_COLUMNS, REQUIRED_COLUMNS } from './csv-columns.ts';

const PAGE = new URL('../../../../../docs/how-to/import-prices-as-csv.md', import.meta.url);

describe('the guide to importing prices as CSV', () => {
  const described = readFileSync(PAGE, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(' | ')[0] as string);
  const named = described.flatMap((cell) => [...cell.matchAll(/`([a-zA-Z]+)`/g)].map(([, name]) => name));

  it('describes every column', () => {
    expect(named).toEqual(expect.arrayContaining([...CSV_COLUMNS.keys()]));
  });

  it('marks those that must be there', () => {
    const marked = described
      .filter((cell) => cell.endsWith('*'))
      .map((cell) => cell.replaceAll(/[|` *]/g, ''));
    expect(marked).toEqual([...REQUIRED_COLUMNS]);
  });
});
