import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { violationsIn, violationText } from './rules.ts';
import { sampleWorkspace } from './sample-workspace.ts';
import { sizesOf } from './size-rule.ts';
import { readWorkspace } from './workspace.ts';

const json = (value: object) => JSON.stringify(value);
const lockOf = (path: string, locked: object) => ({
  'package-lock.json': json({ packages: { [path]: locked } }),
});
const catalogManifest = (more: object) => ({
  'contexts/catalog/package.json': json({
    name: '@quotewright/catalog',
    exports: { '.': './src/index.ts' },
    ...more,
  }),
});

/** What is spoilt, and the rule that must notice it. */
const faults: readonly { title: string; rule: string; files: Readonly<Record<string, string>> }[] = [
  {
    title: 'a package without a place in the layout',
    rule: 'known-folders',
    files: { 'packages/magic/package.json': json({ name: '@quotewright/magic' }) },
  },

  { title: 'a file that is not kebab-case', rule: 'names', files: { 'packages/kernel/src/moneyBag.ts': '' } },
  { title: 'a file called utils', rule: 'names', files: { 'packages/kernel/src/utils.ts': '' } },
  { title: 'a folder called helpers', rule: 'names', files: { 'packages/kernel/src/helpers/round.ts': '' } },
  {
    title: 'a file called order-common',
    rule: 'names',
    files: { 'packages/kernel/src/order-common.ts': '' },
  },
  { title: 'an unknown role suffix', rule: 'names', files: { 'packages/kernel/src/money.service.ts': '' } },
  {
    title: 'a .pg file outside of adapters',
    rule: 'names',
    files: { 'contexts/catalog/src/application/offering-store.pg.ts': '' },
  },
  {
    title: 'a .resource file outside of resources',
    rule: 'names',
    files: { 'contexts/catalog/src/offering.resource.ts': '' },
  },
  {
    title: 'an interface with I',
    rule: 'names',
    files: { 'packages/kernel/src/store.ts': 'export interface IStore {}\n' },
  },
  {
    title: 'a class with Impl',
    rule: 'names',
    files: { 'packages/kernel/src/store.ts': 'export class StoreImpl {}\n' },
  },

  {
    title: 'a file of 401 lines',
    rule: 'sizes',
    files: { 'packages/kernel/src/long.ts': 'const a = 1;\n'.repeat(401) },
  },
  {
    title: 'files that are long on the whole',
    rule: 'sizes',
    files: Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`packages/kernel/src/f${n}.ts`, 'const a = 1;\n'.repeat(120)]),
    ),
  },

  {
    title: 'a migration out of sequence',
    rule: 'context-shape',
    files: { 'contexts/catalog/sql/000002_offering.sql': 'select 1;' },
  },
  {
    title: 'a migration without a telling name',
    rule: 'context-shape',
    files: { 'contexts/catalog/sql/000001.sql': 'select 1;' },
  },
  {
    title: 'a table without row-level security',
    rule: 'context-shape',
    files: {
      'contexts/catalog/sql/000001_offering.sql': 'create table catalog.offering (tenant_id text not null);',
    },
  },

  {
    title: 'a version range',
    rule: 'exact-versions',
    files: catalogManifest({ dependencies: { zod: '^4.6.7' } }),
  },
  {
    title: 'two versions of one package',
    rule: 'exact-versions',
    files: {
      ...catalogManifest({ dependencies: { zod: '4.6.7' } }),
      'package.json': json({ devDependencies: { zod: '4.6.8' } }),
    },
  },
  {
    title: 'a manifest that depends downstream',
    rule: 'manifest-direction',
    files: catalogManifest({ dependencies: { '@quotewright/pricing': '0.1.0' } }),
  },
  {
    title: 'a dependency the shipped package lacks',
    rule: 'shipped-dependencies',
    files: catalogManifest({ dependencies: { zod: '4.6.7' } }),
  },
  {
    title: 'references that are not the dependencies',
    rule: 'references',
    files: {
      ...catalogManifest({ dependencies: { '@quotewright/kernel': '0.1.0' } }),
      'contexts/catalog/tsconfig.json': json({ references: [] }),
    },
  },

  {
    title: 'a shipped package with an install script',
    rule: 'lockfile',
    files: lockOf('node_modules/a', { integrity: 'x', hasInstallScript: true }),
  },
  {
    title: 'a registry address',
    rule: 'lockfile',
    files: lockOf('node_modules/a', { integrity: 'x', resolved: 'https://registry.example/a.tgz' }),
  },
  {
    title: 'a package without integrity',
    rule: 'lockfile',
    files: lockOf('node_modules/a', { version: '1.0.0' }),
  },
];

describe('the architecture check', () => {
  it('finds nothing wrong with a sound workspace', () => {
    expect(violationsIn(sampleWorkspace())).toEqual([]);
  });

  it.each(faults)('refuses $title', ({ rule, files }) => {
    expect(violationsIn(sampleWorkspace(files)).map((violation) => violation.rule)).toContain(rule);
  });

  it('lets a developer tool have an install script', () => {
    const files = lockOf('node_modules/a', { integrity: 'x', hasInstallScript: true, dev: true });
    expect(violationsIn(sampleWorkspace(files))).toEqual([]);
  });

  it('lets a protected table pass', () => {
    const sql =
      "create table catalog.offering (id text);\nselect platform.protect_tenant_table('catalog.offering');";
    expect(violationsIn(sampleWorkspace({ 'contexts/catalog/sql/000001_offering.sql': sql }))).toEqual([]);
  });

  it('takes percentiles by the nearest rank', () => {
    expect(sizesOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 100])).toEqual({ files: 10, median: 5, p90: 9, max: 100 });
  });

  it('finds nothing wrong with this repository', async () => {
    const workspace = await readWorkspace(fileURLToPath(new URL('../../', import.meta.url)));
    expect(violationsIn(workspace).map(violationText)).toEqual([]);
  });
});
