import type { Tx } from '@quotewright/platform/postgres';
import { describe, expect, it } from 'vitest';
import { sectionContent } from '../domain/section.ts';
import { exportCatalog } from './export-catalog.ts';

const exporting = (characters: number) => {
  const items = Array.from({ length: 1_000 }, (_, index) => ({
    id: `c${index}`,
    name: 'C',
    description: 'é "quoted" '.repeat(characters / 11_000),
  }));
  const contents = async () => [sectionContent('catalog/categories@1', items)];
  return exportCatalog({ drafts: { contents } } as never);
};

describe('an export', () => {
  it('as YAML is refused when it could not be imported as YAML again', async () => {
    const tx = {} as Tx;
    expect((await exporting(1_500_000)(tx, { syntax: 'yaml' })).byteLength).toBeGreaterThan(1_500_000);
    for (const characters of [2_500_000, 30_000_000]) {
      await expect(exporting(characters)(tx, { syntax: 'yaml' })).rejects.toMatchObject({
        code: 'EXPORT_TOO_LARGE',
      });
    }
    expect((await exporting(5_000_000)(tx, { syntax: 'json' })).byteLength).toBeGreaterThan(5_000_000);
  });
});
