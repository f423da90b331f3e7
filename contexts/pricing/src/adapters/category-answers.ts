/** What the categories of pricing answer alike. */

export const minute = 60_000;
export const hour = 60 * minute;
export const KB = 1_024;

export const common = {
  system: 'cpq',
  service: 'pricing',
  owner: 'the pricing context',
  tenantScope: 'tenant',
  negativeTtl: 'never',
  whenStale: 'never',
  whenStoreDown: 'load',
  schemaVersion: 1,
  overCap: 'do-not-store',
  sensitivity: 'none',
  protection: 'sealed',
  canAffectBusinessState:
    'no, because a command reads the tables: what is quoted is priced there, from the versions that it pins',
  runbook: 'wrong-cached-value',
} as const;

export const pointer = {
  ...common,
  kind: 'pointer',
  version: { none: 'because it tells the version' },
  ttl: { fresh: minute, max: minute },
  maxStoredBytes: 2 * KB,
  maxDecodedBytes: 2 * KB,
  averageBytes: 380,
} as const;

export const isObject = (value: unknown) => typeof value === 'object' && value !== null;
export const isList = (value: unknown) => Array.isArray(value) && value.every(isObject);
