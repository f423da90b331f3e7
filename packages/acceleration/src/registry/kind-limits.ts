import type { CategoryKind } from './kinds.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const KB = 1_024;

/** What a kind allows its categories. Durations in milliseconds, sizes in bytes. */
export interface KindLimits {
  readonly holds: string;
  /** What happens to people if it is done badly. */
  readonly danger: string;
  /** The range of `ttl.fresh`. */
  readonly fresh: readonly [min: number, max: number];
  /** The most that `ttl.max` may be. */
  readonly longest: number;
  /** The most that `ttl.max` may be without a version in the key, where that is less. */
  readonly longestUnversioned?: number;
  readonly maxStoredBytes: number;
  /** `required`: a changed value has another key. `refused`: a version in the key would make no sense. */
  readonly versionedKey: 'required' | 'allowed' | 'refused';
  /** Whether it only moves forward: `orderOf` is required, elsewhere it is refused. */
  readonly ordered: boolean;
  /** Whether time alone may end a wrong value. */
  readonly ttlOnly: boolean;
  /** Whether a value past `fresh` may be answered. */
  readonly stale: boolean;
  /** Whether "there is none" may be kept. */
  readonly negative: boolean;
  /** Whether this process's memory alone may serve while the store is down. */
  readonly local: boolean;
}

/** The cautious answers; a kind says below what it allows besides. */
const strict = { ordered: false, ttlOnly: false, stale: false, negative: false, local: false } as const;

export const kindLimits: Readonly<Record<CategoryKind, KindLimits>> = {
  'read-copy': {
    holds: 'published documents: offering, list, specification, relationship graph',
    danger: 'stale rules sold',
    fresh: [hour, 24 * hour],
    longest: 48 * hour,
    maxStoredBytes: 256 * KB,
    versionedKey: 'required',
    ...strict,
    stale: true,
    negative: true,
  },
  'price-entries': {
    holds: 'entries of a published price list',
    danger: 'wrong price',
    fresh: [5 * minute, hour],
    longest: hour,
    maxStoredBytes: 32 * KB,
    versionedKey: 'required',
    ...strict,
    negative: true,
  },
  pointer: {
    holds: 'which version is active',
    danger: 'old version used too long',
    fresh: [second, 5 * minute],
    longest: 5 * minute,
    maxStoredBytes: 2 * KB,
    versionedKey: 'refused',
    ...strict,
    ordered: true,
  },
  artefact: {
    holds: 'what was compiled of a version: rule graph, price index',
    danger: 'dead end offered',
    fresh: [hour, 24 * hour],
    longest: 48 * hour,
    maxStoredBytes: 1_024 * KB,
    versionedKey: 'required',
    ...strict,
    stale: true,
  },
  'computed-result': {
    holds: 'a price and its explanation under the hash of all its input',
    danger: 'wrong price through a weak key',
    fresh: [5 * minute, 30 * minute],
    longest: 30 * minute,
    maxStoredBytes: 64 * KB,
    versionedKey: 'required',
    ...strict,
  },
  'negative-entry': {
    holds: 'that something does not exist: offering, promotion code, tenant configuration',
    danger: 'hides a new thing',
    fresh: [30 * second, 2 * minute],
    longest: 2 * minute,
    maxStoredBytes: 2 * KB,
    versionedKey: 'allowed',
    ...strict,
    ttlOnly: true,
  },
  'idempotency-pointer': {
    holds: 'where the durable record of a command is',
    danger: 'duplicate order if it were alone',
    fresh: [5 * minute, 24 * hour],
    longest: 24 * hour,
    maxStoredBytes: 2 * KB,
    versionedKey: 'allowed',
    ...strict,
    ttlOnly: true,
  },
  counter: {
    holds: 'rate limits and throttles',
    danger: 'abuse, or a locked-out tenant',
    fresh: [second, hour],
    longest: hour,
    maxStoredBytes: 2 * KB,
    versionedKey: 'refused',
    ...strict,
    ttlOnly: true,
    local: true,
  },
  lease: {
    holds: 'who does something at the moment',
    danger: 'false ownership',
    fresh: [second, minute],
    longest: minute,
    maxStoredBytes: 2 * KB,
    versionedKey: 'refused',
    ...strict,
    ttlOnly: true,
  },
  session: {
    holds: 'how far somebody is in a wizard, drafts of filters, view preferences',
    danger: 'user inconvenience',
    fresh: [minute, 24 * hour],
    longest: 24 * hour,
    maxStoredBytes: 64 * KB,
    versionedKey: 'refused',
    ...strict,
    ttlOnly: true,
  },
  'tenant-config': {
    holds: 'configuration and flags of a tenant',
    danger: 'wrong behaviour',
    fresh: [minute, 15 * minute],
    longest: hour,
    maxStoredBytes: 32 * KB,
    versionedKey: 'allowed',
    ...strict,
    stale: true,
    negative: true,
  },
  eligibility: {
    holds: 'who may buy what',
    danger: 'sold to somebody who may not have it, or refused to somebody who may',
    fresh: [second, 5 * minute],
    longest: 5 * minute,
    maxStoredBytes: 32 * KB,
    versionedKey: 'allowed',
    ...strict,
  },
  authorization: {
    holds: 'policy, hierarchy, decisions',
    danger: 'a revoked right lives on',
    fresh: [second, 24 * hour],
    longest: 24 * hour,
    longestUnversioned: 5 * second,
    maxStoredBytes: 32 * KB,
    versionedKey: 'allowed',
    ...strict,
  },
  'authorization-pointer': {
    holds: 'which version of policy or hierarchy is active',
    danger: 'a revoked right lives on',
    fresh: [second, 5 * second],
    longest: 5 * second,
    maxStoredBytes: 2 * KB,
    versionedKey: 'refused',
    ...strict,
    ordered: true,
  },
  dashboard: {
    holds: 'aggregates of a projection',
    danger: 'operator misled',
    fresh: [10 * second, minute],
    longest: 5 * minute,
    maxStoredBytes: 32 * KB,
    versionedKey: 'refused',
    ...strict,
    ttlOnly: true,
    stale: true,
  },
  summary: {
    holds: 'what lists and search show',
    danger: 'an old line in a list',
    fresh: [10 * second, hour],
    longest: 24 * hour,
    maxStoredBytes: 32 * KB,
    versionedKey: 'allowed',
    ...strict,
    ttlOnly: true,
    stale: true,
  },
  circuit: {
    holds: 'whether an external system is called at the moment',
    danger: 'a stale open circuit',
    fresh: [second, hour],
    longest: hour,
    maxStoredBytes: 2 * KB,
    versionedKey: 'refused',
    ...strict,
    ttlOnly: true,
    local: true,
  },
};
