/**
 * One deliberate violation per dependency rule, and its innocent neighbour. Each is written to a tree of its own
 * and shown to both enforcers: the real oxlint with the real configuration, and the architecture check.
 */
export interface DependencyCase {
  readonly title: string;
  /** Where the offending file stands, relative to the repository. */
  readonly file: string;
  readonly source: string;
  /** The architecture rule that refuses it. */
  readonly rule: string;
  /** The oxlint rule that refuses it; absent where only the architecture check can see it. */
  readonly oxlint?: string;
}

const restricted = 'eslint(no-restricted-imports)';

const imports = (
  title: string,
  file: string,
  specifier: string,
  rule: string,
  oxlint: string | undefined = restricted,
): DependencyCase => ({
  title,
  file,
  source: `import { thing } from '${specifier}';\nexport const used = thing;\n`,
  rule,
  ...(oxlint === undefined ? {} : { oxlint }),
});

const catalog = 'contexts/catalog/src';

export const refusedImports: readonly DependencyCase[] = [
  // Packages and contexts (kernel ← platform ← contexts ← apps, in value-stream order).
  imports(
    'the kernel knows no other package',
    'packages/kernel/src/a.ts',
    '@quotewright/platform/http',
    'package-direction',
  ),
  imports('the kernel uses decimal.js and nothing else', 'packages/kernel/src/b.ts', 'zod', 'kernel-pure'),
  imports(
    'the platform knows no context',
    'packages/platform/src/jobs/a.ts',
    '@quotewright/catalog',
    'package-direction',
  ),
  imports('nobody imports an app', `${catalog}/application/a.ts`, 'quotewright', 'package-direction'),
  imports(
    'a context does not know those after it',
    `${catalog}/application/b.ts`,
    '@quotewright/pricing',
    'value-stream',
  ),
  imports(
    'a test does not look downstream either',
    `${catalog}/application/b.test.ts`,
    '@quotewright/pricing',
    'value-stream',
  ),
  {
    title: 'a type from downstream is knowledge, too',
    file: `${catalog}/application/c.ts`,
    source: `import type { Thing } from '@quotewright/pricing';\nexport const used = (thing: Thing) => thing;\n`,
    rule: 'value-stream',
    oxlint: restricted,
  },
  {
    title: 'a dynamic import is an import',
    file: `${catalog}/application/d.ts`,
    source: "export const later = () => import('@quotewright/quoting');\n",
    rule: 'value-stream',
    oxlint: restricted,
  },
  imports(
    'a context is imported by its name only',
    'contexts/pricing/src/application/a.ts',
    '@quotewright/catalog/src/domain/x.ts',
    'package-exports',
  ),
  imports(
    'no path leads into another package',
    'contexts/pricing/src/application/b.ts',
    '../../../catalog/src/index.ts',
    'package-name',
  ),
  imports(
    'a package does not import itself by name',
    `${catalog}/application/e.ts`,
    '@quotewright/catalog',
    'package-name',
  ),
  imports(
    'testing entry points are for tests',
    'contexts/pricing/src/application/c.ts',
    '@quotewright/catalog/testing',
    'testing-entry',
  ),
  imports('test tools stay in tests', `${catalog}/application/f.ts`, 'vitest', 'test-tools'),
  imports('the console speaks HTTP', 'apps/console/src/a.ts', '@quotewright/catalog', 'package-direction'),

  // Drivers and the web server.
  imports('the composition root uses no driver', 'apps/server/src/a.ts', 'pg', 'drivers'),
  imports('a module uses no driver', `${catalog}/module.ts`, 'kysely', 'drivers'),
  imports('a resource does not talk to the store', `${catalog}/resources/a.ts`, 'kysely', 'drivers'),
  imports('a resource does not see the web server', `${catalog}/resources/b.ts`, 'fastify', 'web-server'),
  imports(
    'the platform sees the web server in http/ only',
    'packages/platform/src/postgres/a.ts',
    'fastify',
    'web-server',
  ),

  // Layers of a context (resources → application → ports + domain; adapters → ports + domain; domain → kernel).
  imports('domain → adapters', `${catalog}/domain/a.ts`, '../adapters/x.ts', 'layer-domain'),
  imports('domain → application', `${catalog}/domain/b.ts`, '../application/x.ts', 'layer-domain'),
  imports('domain → ports', `${catalog}/domain/c.ts`, '../ports/x.ts', 'layer-domain'),
  imports('domain → platform', `${catalog}/domain/d.ts`, '@quotewright/platform/messaging', 'layer-domain'),
  imports('domain → another context', `${catalog}/domain/e.ts`, '@quotewright/accounts', 'layer-domain'),
  imports('domain → Node.js', `${catalog}/domain/f.ts`, 'node:fs', 'layer-domain'),
  imports('domain → driver', `${catalog}/domain/g.ts`, 'kysely', 'drivers'),
  imports('ports → application', `${catalog}/ports/a.ts`, '../application/x.ts', 'layer-ports'),
  imports('ports → adapters', `${catalog}/ports/b.ts`, '../adapters/x.ts', 'layer-ports'),
  imports(
    'ports → platform, by value',
    `${catalog}/ports/c.ts`,
    '@quotewright/platform/postgres',
    'layer-ports',
  ),
  imports('application → adapters', `${catalog}/application/g.ts`, '../adapters/x.ts', 'layer-application'),
  imports('application → resources', `${catalog}/application/h.ts`, '../resources/x.ts', 'layer-application'),
  imports('application → wiring', `${catalog}/application/i.ts`, '../module.ts', 'layer-application'),
  imports(
    'application → HTTP, by value',
    `${catalog}/application/j.ts`,
    '@quotewright/platform/http',
    'layer-application',
  ),
  imports('application → schemas', `${catalog}/application/k.ts`, 'zod', 'layer-application'),
  imports('application → driver', `${catalog}/application/l.ts`, 'kysely', 'drivers'),
  imports('adapters → application', `${catalog}/adapters/a.pg.ts`, '../application/x.ts', 'layer-adapters'),
  imports('adapters → resources', `${catalog}/adapters/b.pg.ts`, '../resources/x.ts', 'layer-adapters'),
  imports('resources → adapters', `${catalog}/resources/c.ts`, '../adapters/x.ts', 'layer-resources'),
  imports('resources → ports', `${catalog}/resources/d.ts`, '../ports/x.ts', 'layer-resources'),
  imports(
    'resources → another context, by value',
    `${catalog}/resources/e.ts`,
    '@quotewright/accounts',
    'layer-resources',
  ),
];

const impure = (title: string, file: string, source: string, oxlint?: string): DependencyCase => ({
  title,
  file: `${catalog}/domain/${file}`,
  source,
  rule: 'domain-pure',
  ...(oxlint === undefined ? {} : { oxlint }),
});

/** The domain has no I/O, no clock, no chance and does not wait. */
export const refusedImpurities: readonly DependencyCase[] = [
  impure(
    'no clock (Date.now)',
    'p.ts',
    'export const now = () => Date.now();\n',
    'eslint(no-restricted-properties)',
  ),
  impure('no clock (new Date())', 'q.ts', 'export const now = () => new Date();\n'),
  impure(
    'no chance',
    'r.ts',
    'export const roll = () => Math.random();\n',
    'eslint(no-restricted-properties)',
  ),
  impure('no waiting', 's.ts', 'export async function wait() {}\n'),
  impure(
    'no timers',
    't.ts',
    'export const t = () => setTimeout(String, 1);\n',
    'eslint(no-restricted-globals)',
  ),
  impure('no settings', 'u.ts', 'export const u = () => process.argv;\n', 'eslint(no-restricted-globals)'),
  impure(
    'no new ids',
    'v.ts',
    "import { newUuid } from '@quotewright/kernel';\nexport const v = () => newUuid();\n",
  ),
];

const innocent = (title: string, file: string, source: string) => ({ title, file, source });

const takes = (title: string, file: string, specifier: string) =>
  innocent(title, file, `import { thing } from '${specifier}';\nexport const used = thing;\n`);

const takesType = (title: string, file: string, specifier: string) =>
  innocent(
    title,
    file,
    `import type { Thing } from '${specifier}';\nexport const used = (thing: Thing) => thing;\n`,
  );

export const acceptedImports = [
  takes('domain → kernel', `${catalog}/domain/x.ts`, '@quotewright/kernel'),
  takesType('domain → types of a context upstream', `${catalog}/domain/y.ts`, '@quotewright/accounts'),
  takesType('ports → the transaction type', `${catalog}/ports/x.ts`, '@quotewright/platform/postgres'),
  takes('application → ports', `${catalog}/application/x.ts`, '../ports/x.ts'),
  takes(
    'application → a command of a context upstream',
    `${catalog}/application/y.ts`,
    '@quotewright/tenancy',
  ),
  takes('adapters → drivers', `${catalog}/adapters/x.ts`, 'kysely'),
  takes('resources → application', `${catalog}/resources/x.ts`, '../application/x.ts'),
  takes('resources → schemas', `${catalog}/resources/y.ts`, 'zod'),
  takes('the platform’s HTTP adapter → web server', 'packages/platform/src/http/x.ts', 'fastify'),
  takes('tests → adapters of their own context', `${catalog}/application/x.test.ts`, '../adapters/x.ts'),
  takes(
    'tests → testing entry points upstream',
    `${catalog}/application/y.int.test.ts`,
    '@quotewright/accounts/testing',
  ),
  takes('the composition root → contexts', 'apps/server/src/x.ts', '@quotewright/ordering'),
  innocent(
    'domain → a given time',
    `${catalog}/domain/z.ts`,
    'export const at = (ms: number) => new Date(ms);\n',
  ),
] as const;
