import {
  bytesCodec,
  type Category,
  defineCategory,
  idPart,
  jsonCodec,
  literal,
  versionPart,
  wordPart,
} from '@quotewright/acceleration';
import { OFFERINGS } from '../domain/product-offering.schema.ts';
import { SPECIFICATIONS } from '../domain/product-specification.schema.ts';
import type { RestrictingCodes } from '../ports/offering-index.ts';

const minute = 60_000;
const hour = 60 * minute;
const KB = 1_024;

const common = {
  system: 'cpq',
  service: 'catalog',
  owner: 'catalog team',
  tenantScope: 'tenant',
  whenStale: 'never',
  whenStoreDown: 'load',
  schemaVersion: 1,
  overCap: 'do-not-store',
  sensitivity: 'none',
  protection: 'sealed',
  canAffectBusinessState: 'no, because commands read the rows and the hashes in PostgreSQL',
  runbook: 'wrong-cached-value',
} as const;

/** Published documents: never another under the same key. */
const readCopy = {
  ...common,
  kind: 'read-copy',
  version: { counts: 'publications of the catalog' },
  ttl: { fresh: 12 * hour, max: 24 * hour },
  // The key has the version: what a publication adds has another key, under which nobody was told that there is none.
  negativeTtl: minute,
  invalidation: 'versioned-key',
} as const;

interface ActivePointer {
  readonly version: number;
}

const isPointer = (value: unknown) =>
  typeof value === 'object' && value !== null && 'version' in value && Number.isSafeInteger(value.version);

export const activeVersionCategory = defineCategory({
  ...common,
  name: 'catalog.active-version',
  purpose: 'Which version of the catalog reads are answered from.',
  kind: 'pointer',
  truth: 'catalog.tenant_catalog.active_version, one row of the tenant',
  version: { none: 'because it tells the version' },
  key: [literal('active-version')],
  ttl: { fresh: minute, max: minute },
  negativeTtl: 'never',
  invalidation: { events: ['CatalogPublished'] },
  codec: jsonCodec<ActivePointer>(isPointer),
  maxStoredBytes: 2 * KB,
  maxDecodedBytes: 2 * KB,
  averageBytes: 256,
  expectedCardinality: 1,
  orderOf: ({ version }: ActivePointer) => version,
  runbook: 'invalidation-lag',
});

export const publishedVersionCategory = defineCategory({
  ...readCopy,
  name: 'catalog.published-version',
  purpose: 'That a version of the catalog was published, which it then is for ever.',
  truth: 'catalog.catalog_version in state published',
  key: [literal('published-version'), versionPart('v')],
  negativeTtl: 'never',
  codec: jsonCodec<true>((value) => value === true),
  maxStoredBytes: 2 * KB,
  maxDecodedBytes: 2 * KB,
  averageBytes: 256,
  expectedCardinality: 1,
});

const compiled = {
  ...readCopy,
  truth: 'catalog.version_item with catalog.artefact, by version, section and id',
  codec: bytesCodec,
} as const;

export const offeringCategory = defineCategory({
  ...compiled,
  name: 'catalog.offering',
  purpose: 'An offering of a published version, byte for byte as it is served.',
  key: [literal('offering'), versionPart('v'), idPart('id')],
  maxStoredBytes: 128 * KB,
  maxDecodedBytes: 1_024 * KB,
  averageBytes: 1_536,
  expectedCardinality: 2_000,
  shadowRate: 0.001,
});

export const specificationCategory = defineCategory({
  ...compiled,
  name: 'catalog.specification',
  purpose: 'A specification of a published version, byte for byte as it is served.',
  key: [literal('spec'), versionPart('v'), idPart('id')],
  maxStoredBytes: 128 * KB,
  maxDecodedBytes: 1_024 * KB,
  averageBytes: 4 * KB,
  expectedCardinality: 300,
});

export const ruleGraphCategory = defineCategory({
  ...compiled,
  name: 'configuration.rule-graph',
  service: 'config',
  owner: 'configuration team',
  purpose: 'What the rules of an offering were compiled to for a published version.',
  kind: 'artefact',
  key: [literal('rule-graph'), versionPart('v'), idPart('id')],
  negativeTtl: 'never',
  maxStoredBytes: 1_024 * KB,
  maxDecodedBytes: 8 * 1_024 * KB,
  averageBytes: 12 * KB,
  expectedCardinality: 300,
});

/** Sections whose artefacts are copied. All others are read from the truth. */
export const artefactCategories = {
  [OFFERINGS.section]: offeringCategory,
  [SPECIFICATIONS.section]: specificationCategory,
  // Of a context downstream: the artefacts are the catalog's rows, whoever compiled them.
  'configuration/rules@1': ruleGraphCategory,
} as const;

export interface ListedPage {
  readonly items: readonly { readonly id: string; readonly contentHash: string }[];
  readonly hasMore: boolean;
  readonly total: number;
}

const isPage = (value: unknown) =>
  typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);

const isCodes = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  ['markets', 'channels', 'customerTypes'].every((name) => Array.isArray(value[name as never]));

export const listCodesCategory = defineCategory({
  ...readCopy,
  name: 'catalog.list-codes',
  purpose: 'Which markets, channels and types of customers make a difference to a list of offerings.',
  truth: 'catalog.version_offering, all rows of the version',
  key: [literal('list-codes'), versionPart('v')],
  negativeTtl: 'never',
  codec: jsonCodec<RestrictingCodes>(isCodes),
  maxStoredBytes: 32 * KB,
  maxDecodedBytes: 256 * KB,
  averageBytes: 512,
  expectedCardinality: 1,
});

export const offeringListCategory = defineCategory({
  ...readCopy,
  name: 'catalog.offering-list',
  purpose:
    'Which offerings the first page of the usual list has, for a market, a channel and a type of customer.',
  truth: 'catalog.version_offering, searched as for any other list',
  // The day makes the answer exact: what begins or ends to be valid on another day is under another key.
  key: [
    literal('offering-list'),
    versionPart('v'),
    wordPart('market'),
    wordPart('channel'),
    wordPart('customerType'),
    wordPart('validOn'),
  ],
  ttl: { fresh: hour, max: 2 * hour },
  negativeTtl: 'never',
  codec: jsonCodec<ListedPage>(isPage),
  maxStoredBytes: 128 * KB,
  maxDecodedBytes: 128 * KB,
  averageBytes: 6 * KB,
  expectedCardinality: 100,
});

export const relationshipGraphCategory = defineCategory({
  ...readCopy,
  name: 'catalog.relationship-graph',
  purpose: 'An offering with everything that its children and relationships lead to.',
  truth: 'the documents of the offerings that it reaches, level by level',
  key: [literal('relationship-graph'), versionPart('v'), idPart('id')],
  codec: bytesCodec,
  maxStoredBytes: 256 * KB,
  maxDecodedBytes: 4 * 1_024 * KB,
  averageBytes: 3 * KB,
  expectedCardinality: 300,
});

export type ListedCategories = readonly {
  readonly id: string;
  readonly contentHash: string;
  /** The artefact, which is JSON. */
  readonly text: string;
}[];

export const categoryListCategory = defineCategory({
  ...readCopy,
  name: 'catalog.category-list',
  purpose: 'The whole tree of categories of a published version.',
  truth: 'the artefacts of the section catalog/categories@1',
  key: [literal('category-list'), versionPart('v')],
  negativeTtl: 'never',
  codec: jsonCodec<ListedCategories>(Array.isArray),
  maxStoredBytes: 128 * KB,
  maxDecodedBytes: 1_024 * KB,
  averageBytes: 8 * KB,
  expectedCardinality: 1,
});

/** All that the catalog declares. */
export const catalogCategories: readonly Category<any, any>[] = [
  activeVersionCategory,
  publishedVersionCategory,
  ...Object.values(artefactCategories),
  listCodesCategory,
  offeringListCategory,
  categoryListCategory,
  relationshipGraphCategory,
];
