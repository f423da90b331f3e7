/**
 * The layout of the repository as data: what exists, and what may know what. Both enforcers are made from it –
 * oxlint (`lint-restrictions.ts`, by the text of an import: quick, in the editor) and the architecture check
 * (`import-rules.ts`, by the resolved file and an allow-list: nothing slips past it).
 */

/** The business in value-stream order: a context may import those before it, never those after it. */
export const contexts = [
  'tenancy',
  'accounts',
  'catalog',
  'configuration',
  'pricing',
  'quoting',
  'ordering',
  'fulfillment',
  'operations',
] as const;

export type Context = (typeof contexts)[number];

export function isContext(name: string): name is Context {
  return (contexts as readonly string[]).includes(name);
}

export function upstreamOf(context: Context): readonly Context[] {
  return contexts.slice(0, contexts.indexOf(context));
}

export function downstreamOf(context: Context): readonly Context[] {
  return contexts.slice(contexts.indexOf(context) + 1);
}

/** Shared packages and the ones of ours each may import. None of them knows a context. */
export const packages = {
  kernel: [],
  acceleration: ['kernel'],
  platform: ['kernel', 'acceleration'],
} as const satisfies Record<string, readonly string[]>;

export type Package = keyof typeof packages;

/** Apps, and whether they are put together from our packages. The console speaks HTTP only. */
export const apps = { server: 'composes', console: 'speaks HTTP' } as const;

/** Examples whose data the server seeds as demonstration tenants; imported as `@quotewright/example-<name>`. */
export const demoExamples = ['carworks', 'modelmart', 'northstar'] as const;

/** Talks to a database, a store or a broker. Only adapters and packages do. */
export const drivers = ['@electric-sql/pglite', '@platformatic/kafka', 'ioredis', 'kysely', 'pg'] as const;

/** Reads or writes a format of files. Only adapters do: the format stays behind a port. */
const fileFormats = ['csv-parse', 'pdfkit', 'yaml'] as const;

/** Bounded memory of one process. Only adapters and packages remember anything between two requests. */
const memories = ['lru-cache'] as const;

/** The web server. Only `packages/platform/src/http` sees it: routes are plain data. */
export const webServer = ['fastify', '@fastify', 'fastify-type-provider-zod'] as const;

export const testTools = ['fast-check', 'vitest'] as const;

export const layers = ['domain', 'ports', 'application', 'adapters', 'resources', 'testing', 'root'] as const;

/** A folder under a context's `src/`; `root` is `src/` itself (index, module, api, migrations). */
export type Layer = (typeof layers)[number];

/** What the files of one layer may import. Everything else is refused. */
export interface LayerRule {
  /** Layers of the same context. */
  readonly layers: readonly Layer[];
  /** Files in `src/` itself that the layer may take types from. */
  readonly rootTypes: readonly string[];
  /** Shared packages, by value. */
  readonly packages: readonly Package[];
  /** Entry points of shared packages from which only types may be taken. */
  readonly packageTypes: readonly string[];
  /** Contexts upstream: their exported queries and commands, or only their types. */
  readonly upstream: 'values' | 'types';
  readonly thirdParty: readonly string[];
  readonly nodeBuiltins: boolean;
}

export const layerRules: Readonly<Record<Layer, LayerRule>> = {
  // Types vanish before the program runs: the domain may speak of published shapes, it can call nothing.
  domain: {
    layers: ['domain'],
    rootTypes: ['api.ts'],
    packages: ['kernel'],
    packageTypes: ['platform/auth', 'platform/messaging'],
    upstream: 'types',
    thirdParty: ['zod'],
    nodeBuiltins: false,
  },
  ports: {
    layers: ['domain', 'ports'],
    rootTypes: ['api.ts'],
    packages: ['kernel'],
    packageTypes: ['platform/auth', 'platform/http', 'platform/postgres'],
    upstream: 'types',
    thirdParty: [],
    nodeBuiltins: false,
  },
  application: {
    layers: ['domain', 'ports', 'application'],
    rootTypes: ['api.ts'],
    packages: ['kernel', 'platform', 'acceleration'],
    packageTypes: ['platform/http'],
    upstream: 'values',
    thirdParty: [],
    nodeBuiltins: true,
  },
  adapters: {
    layers: ['domain', 'ports', 'adapters'],
    rootTypes: ['api.ts'],
    packages: ['kernel', 'platform', 'acceleration'],
    packageTypes: [],
    upstream: 'values',
    thirdParty: [...drivers, ...fileFormats, ...memories],
    nodeBuiltins: true,
  },
  resources: {
    layers: ['domain', 'application', 'resources'],
    rootTypes: ['api.ts'],
    packages: ['kernel', 'platform'],
    packageTypes: [],
    upstream: 'types',
    thirdParty: ['zod'],
    nodeBuiltins: true,
  },
  testing: {
    layers: [...layers],
    rootTypes: [],
    packages: ['kernel', 'platform', 'acceleration'],
    packageTypes: [],
    upstream: 'values',
    thirdParty: ['kysely', 'zod', ...testTools],
    nodeBuiltins: true,
  },
  root: {
    layers: [...layers].filter((layer) => layer !== 'testing'),
    rootTypes: [],
    packages: ['kernel', 'platform', 'acceleration'],
    packageTypes: [],
    upstream: 'values',
    thirdParty: [],
    nodeBuiltins: true,
  },
};
