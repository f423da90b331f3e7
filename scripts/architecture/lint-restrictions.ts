import type { OxlintOverride } from 'oxlint';
import {
  apps,
  type Context,
  contexts,
  downstreamOf,
  drivers,
  type Layer,
  layerRules,
  layers,
  type Package,
  packages,
  testTools,
  webServer,
} from './layout.ts';

/** One forbidden kind of import: a pattern over the text between the quotes (Rust regex: no lookaround). */
interface Restriction {
  readonly regex: string;
  readonly message: string;
  readonly allowTypeImports?: boolean;
}

function anyOf(names: readonly string[]): string {
  return `(${names.map((name) => name.replaceAll('.', String.raw`\.`)).join('|')})`;
}

function ours(names: readonly string[], message: string, allowTypeImports = false): readonly Restriction[] {
  return names.length === 0
    ? []
    : [{ regex: `^@quotewright/${anyOf(names)}(/|$)`, message, allowTypeImports }];
}

function thirdParty(names: readonly string[], message: string): Restriction {
  return { regex: `^${anyOf(names)}(/|$)`, message };
}

const noWebServer = thirdParty(
  webServer,
  'Only packages/platform/src/http knows the web server: describe a route with defineRoute.',
);
const noDrivers = thirdParty(
  drivers,
  'Only adapters and packages import drivers: ask for it through a port.',
);
const noTestTools = thirdParty(testTools, 'Test tools stay in tests and testing/ folders.');
const noTestingEntries = {
  regex: '^@quotewright/[^/]+/testing$',
  message: 'Testing entry points are for tests.',
};
const noPaths = {
  regex: String.raw`^(\.\./)+([a-z-]+/src|apps|contexts|packages|examples)/`,
  message: 'Import another package by its name, not by a path into it.',
};
const noApps = { regex: '^quotewright(/|$)', message: 'Apps put everything together; nothing imports them.' };
const noDeepImports = {
  regex: `^@quotewright/${anyOf(contexts)}/`,
  message: 'Import a context by its package name only.',
};
const noSchemas = thirdParty(['zod'], 'Schemas belong to resources and to schema files of the domain.');

/** What every file outside of tests obeys. */
const everywhere: readonly Restriction[] = [noPaths, noApps, noDeepImports, noTestingEntries, noTestTools];

function betweenLayers(layer: Layer): readonly Restriction[] {
  const rule = layerRules[layer];
  const message = `${layer} sees ${rule.layers.join(', ')} of its context and nothing else.`;
  const foreign = layers.filter((other) => other !== 'root' && !rule.layers.includes(other));
  const rootFiles = ['index', 'module', 'migrations'].map((file) => `${file}\\.ts`).join('|');
  return [
    { regex: String.raw`^(\.\./)+${anyOf(foreign)}/`, message },
    { regex: String.raw`^(\.\./)+(${rootFiles})$`, message },
    { regex: String.raw`^(\.\./)+api\.ts$`, message: 'Take types only from api.ts.', allowTypeImports: true },
  ];
}

function aroundLayer(layer: Layer): readonly Restriction[] {
  const rule = layerRules[layer];
  const typesOnly = `${layer} takes only types from here.`;
  const sees = (name: string) => rule.packages.includes(name as Package);
  return [
    ...(sees('acceleration') ? [] : ours(['acceleration'], `${layer} does not know the cache.`)),
    ...ours(sees('platform') ? rule.packageTypes : ['platform'], typesOnly, true),
    ...(rule.upstream === 'types' ? ours(contexts, typesOnly, true) : []),
    ...(rule.nodeBuiltins ? [] : [{ regex: '^node:', message: `${layer} is pure.` }]),
    ...(rule.thirdParty.includes('zod') ? [] : [noSchemas]),
    ...(rule.thirdParty.includes('kysely') ? [] : [noDrivers]),
    noWebServer,
  ];
}

function ofContext(context: Context): readonly Restriction[] {
  return [
    ...ours(
      downstreamOf(context),
      `${context} comes first in the value stream: publish an event or own a port.`,
    ),
    ...ours([context], 'Import files of this package by relative path.'),
  ];
}

function override(files: readonly string[], restrictions: readonly Restriction[]): OxlintOverride {
  return {
    files: [...files],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: restrictions.map((restriction) => ({ ...restriction })) },
      ],
    },
  };
}

function testFiles(source: string): readonly string[] {
  return [`${source}/**/*.test.ts`, `${source}/**/fixtures/**`, `${source}/testing/**`];
}

function contextOverrides(context: Context): readonly OxlintOverride[] {
  const source = `contexts/${context}/src`;
  const inner = layers.filter((layer) => layer !== 'testing' && layer !== 'root');
  const downstream = ours(downstreamOf(context), `${context} comes first in the value stream.`);
  return [
    override([`${source}/*.ts`], [...everywhere, ...ofContext(context), noDrivers, noWebServer]),
    ...inner.map((layer) =>
      override(
        [`${source}/${layer}/**`],
        [...everywhere, ...ofContext(context), ...betweenLayers(layer), ...aroundLayer(layer)],
      ),
    ),
    // Tests see every layer of their own context, testing entry points upstream, and the test tools.
    override(testFiles(source), [noPaths, noApps, ...downstream, noWebServer]),
  ];
}

function packageOverrides(name: Package): readonly OxlintOverride[] {
  const source = `packages/${name}/src`;
  const foreign = Object.keys(packages).filter(
    (other) => !(packages[name] as readonly string[]).includes(other),
  );
  const isolated = [
    noPaths,
    noApps,
    ...ours([...foreign, ...contexts], `${name} must not know this package.`),
  ];
  const pure =
    name === 'kernel'
      ? [noDrivers, noWebServer, thirdParty(['zod'], 'The kernel depends on decimal.js only.')]
      : [noWebServer];
  return [
    override([`${source}/**`], [...isolated, ...pure, noTestTools]),
    override(testFiles(source), isolated),
    ...(name === 'platform' ? [override([`${source}/http/**`], isolated)] : []),
  ];
}

const server = 'apps/server';

/** The dependency rules as oxlint overrides. For one file the last matching one counts, so each is complete. */
export const restrictedImports: readonly OxlintOverride[] = [
  ...(Object.keys(packages) as Package[]).flatMap(packageOverrides),
  ...contexts.flatMap(contextOverrides),
  override([`${server}/src/**`], [...everywhere, noDrivers, noWebServer]),
  override([`${server}/**/*.test.ts`, `${server}/src/**/fixtures/**`], [noPaths, noWebServer]),
  override(
    Object.keys(apps)
      .filter((app) => apps[app as keyof typeof apps] === 'speaks HTTP')
      .map((app) => `apps/${app}/**`),
    [
      ...ours([...Object.keys(packages), ...contexts], 'The console speaks HTTP: use the generated client.'),
      noPaths,
      noApps,
    ],
  ),
];

const impureGlobals = [
  'fetch',
  'process',
  'console',
  'performance',
  'setTimeout',
  'setInterval',
  'queueMicrotask',
];
const wallClock = 'The time is given to the domain (tx.now), never taken.';

/** The domain is pure: what oxlint can see of that. Waiting and `new Date()` are seen by the architecture check. */
export const pureDomain: OxlintOverride = {
  files: ['contexts/*/src/domain/**'],
  rules: {
    'no-restricted-globals': ['error', ...impureGlobals],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: wallClock },
      { object: 'Math', property: 'random', message: 'Decisions do not roll dice.' },
    ],
  },
};
