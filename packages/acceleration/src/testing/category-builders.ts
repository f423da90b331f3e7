import { idPart, literal, versionPart } from '../keys/key-part.ts';
import type { KeyShape } from '../keys/key-shape.ts';
import { namespaceOf } from '../keys/namespace.ts';
import type { CategoryAnswers } from '../registry/category.ts';
import { jsonCodec } from '../registry/codecs.ts';
import { defineCategory } from '../registry/define-category.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Answers that a test wants otherwise; the shape of the key stays, so that keys can be typed. */
export type Overrides<Value> = Partial<Omit<CategoryAnswers<KeyShape, Value>, 'key'>>;

export interface SampleDocument {
  readonly id: string;
  readonly name: string;
}

export interface SamplePointer {
  readonly version: number;
}

export const sampleNamespace = namespaceOf({ env: 'test', installationId: 'i-1', truthEpoch: 1 });

const common = {
  system: 'cpq',
  service: 'catalog',
  owner: 'catalog team',
  truth: 'PostgreSQL, read again by the loader',
  tenantScope: 'tenant',
  whenStoreDown: 'load',
  schemaVersion: 1,
  overCap: 'do-not-store',
  sensitivity: 'none',
  protection: 'hash',
  canAffectBusinessState: 'no, because commands read the truth',
  runbook: 'store-unavailable',
} as const;

/** Versioned JSON that never changes under its key: `offering:v42:<id>`. Keys from `{ version, id }`. */
export function aCategory<Value = SampleDocument>(overrides: Overrides<Value> = {}) {
  return defineCategory({
    ...common,
    name: 'catalog.offering',
    purpose: 'An offering as the published catalog has it.',
    kind: 'read-copy',
    version: { counts: 'publications of the catalog' },
    key: [literal('offering'), versionPart('v'), idPart('id')],
    ttl: { fresh: 12 * hour, max: 24 * hour },
    negativeTtl: 60 * second,
    invalidation: 'versioned-key',
    whenStale: 'never',
    codec: jsonCodec<Value>(),
    maxStoredBytes: 128 * 1_024,
    maxDecodedBytes: 1_024 * 1_024,
    averageBytes: 4_096,
    expectedCardinality: 1_000,
    ...overrides,
  });
}

/** A pointer that only moves forward: `active-version`. Keys from `{}`. */
export function aPointerCategory(overrides: Overrides<SamplePointer> = {}) {
  return defineCategory({
    ...common,
    name: 'catalog.active-version',
    purpose: 'Which version of the catalog is active.',
    kind: 'pointer',
    version: { none: 'because it tells the version' },
    key: [literal('active-version')],
    ttl: { fresh: minute, max: minute },
    negativeTtl: 'never',
    invalidation: { events: ['CatalogPublished'] },
    whenStale: 'never',
    codec: jsonCodec<SamplePointer>(),
    maxStoredBytes: 2_048,
    maxDecodedBytes: 4_096,
    averageBytes: 256,
    expectedCardinality: 1,
    orderOf: (value: SamplePointer) => value.version,
    ...overrides,
  });
}

/** Changes in place and is invalidated by an event; may be served stale for a minute: `config:<id>`. Keys from `{ id }`. */
export function aChangeableCategory<Value = SampleDocument>(overrides: Overrides<Value> = {}) {
  return defineCategory({
    ...common,
    name: 'tenancy.config',
    system: 'tenancy',
    service: 'config',
    purpose: 'The configuration of a tenant.',
    kind: 'tenant-config',
    version: { none: 'because events invalidate it' },
    key: [literal('config'), idPart('id')],
    ttl: { fresh: 5 * minute, max: 15 * minute },
    negativeTtl: 60 * second,
    invalidation: { events: ['TenantConfigChanged'] },
    whenStale: { serveFor: minute },
    codec: jsonCodec<Value>(),
    maxStoredBytes: 32 * 1_024,
    maxDecodedBytes: 256 * 1_024,
    averageBytes: 1_024,
    expectedCardinality: 10,
    ...overrides,
  });
}
