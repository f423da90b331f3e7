import { describe, expect, it } from 'vitest';
import { rewriteAssetUrls } from './url-assets.ts';

describe('asset URLs in the bundle', () => {
  it('lead to the SQL of their context', () => {
    const code = "export const directory = new URL('../sql/', import.meta.url);";
    expect(rewriteAssetUrls('contexts/catalog/src/migrations.ts', code)).toEqual({
      code: "export const directory = new URL('./sql/catalog/', import.meta.url);",
      assets: [{ source: 'contexts/catalog/sql/', target: 'sql/catalog/' }],
      workers: [],
    });
  });

  it('lead to the SQL of the platform, from deeper folders and over several lines', () => {
    const code = "new URL(\n  '../../sql/',\n  import.meta.url,\n)";
    const { assets } = rewriteAssetUrls('packages/platform/src/postgres/platform-migrations.ts', code);
    expect(assets).toEqual([{ source: 'packages/platform/sql/', target: 'sql/platform/' }]);
  });

  it('keep the path of other files', () => {
    const { code } = rewriteAssetUrls(
      'apps/server/src/demo/seed.ts',
      "new URL('../../demo/prices.json', import.meta.url)",
    );
    expect(code).toBe("new URL('./assets/apps/server/demo/prices.json', import.meta.url)");
  });

  it('of modules that threads run lead to a bundle of their own', () => {
    expect(rewriteAssetUrls('a/b.ts', "new URL('./engine-worker.ts', import.meta.url)")).toEqual({
      code: "new URL('./engine-worker.js', import.meta.url)",
      assets: [],
      workers: ['a/engine-worker.ts'],
    });
  });

  it('are refused where they name another TypeScript module', () => {
    expect(() => rewriteAssetUrls('a/b.ts', "new URL('./other.ts', import.meta.url)")).toThrow(
      'a/other.ts by URL',
    );
  });

  it('are refused outside of the repository', () => {
    expect(() => rewriteAssetUrls('a/b.ts', "new URL('../../x.json', import.meta.url)")).toThrow('outside');
  });

  it('are left alone where they are real addresses', () => {
    const code = "new URL('https://example.test/', import.meta.url); new URL('./a', base)";
    expect(rewriteAssetUrls('a/b.ts', code)).toEqual({ code, assets: [], workers: [] });
  });
});
