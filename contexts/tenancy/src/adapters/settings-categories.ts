import { defineCategory, jsonCodec, literal, versionPart } from '@quotewright/acceleration';
import { type DocumentBody, documentBody } from '../domain/tenant-document.ts';
import type { SettingsKind } from '../ports/settings-source.ts';

const minute = 60_000;
const hour = 60 * minute;
const KB = 1_024;

const common = {
  system: 'tenancy',
  owner: 'the tenancy context',
  tenantScope: 'tenant',
  negativeTtl: 'never',
  whenStale: 'never',
  whenStoreDown: 'load',
  schemaVersion: 1,
  overCap: 'do-not-store',
  sensitivity: 'none',
  protection: 'sealed',
  canAffectBusinessState:
    'no, because commands read the tables, and a price pins the version it was made with',
  runbook: 'wrong-cached-value',
} as const;

export interface ActiveVersion {
  readonly version: number;
}

const pointer = (service: string, what: string) =>
  defineCategory({
    ...common,
    name: `tenancy.${service}-active`,
    service,
    purpose: `Which version of ${what} is in force.`,
    kind: 'pointer',
    truth: 'tenancy.tenant_document, by its primary key',
    version: { none: 'because it tells the version' },
    key: [literal('active')],
    ttl: { fresh: minute, max: minute },
    invalidation: { events: ['TenantConfigChanged'] },
    codec: jsonCodec<ActiveVersion>((value) => Number.isSafeInteger((value as ActiveVersion).version)),
    maxStoredBytes: 2 * KB,
    maxDecodedBytes: 2 * KB,
    averageBytes: 350,
    expectedCardinality: 1,
    orderOf: ({ version }: ActiveVersion) => version,
  });

const content = <Kind extends SettingsKind>(kind: Kind, service: string, what: string) =>
  defineCategory({
    ...common,
    name: `tenancy.${service}`,
    service,
    purpose: `The content of one version of ${what}.`,
    kind: 'tenant-config',
    truth: 'tenancy.tenant_document_version, by its primary key',
    version: { counts: `versions of ${what}` },
    key: [versionPart('v')],
    ttl: { fresh: 15 * minute, max: hour },
    invalidation: 'versioned-key',
    codec: jsonCodec<DocumentBody<Kind>>((value) => {
      documentBody(kind, value);
      return true;
    }),
    maxStoredBytes: 32 * KB,
    maxDecodedBytes: 64 * KB,
    averageBytes: 700,
    expectedCardinality: 1,
  });

const pairOf = <Kind extends SettingsKind>(kind: Kind, service: string, what: string) => ({
  active: pointer(service, what),
  content: content(kind, service, what),
});

export type SettingsPair<Kind extends SettingsKind> = ReturnType<typeof pairOf<Kind>>;

/** By document: a pointer that events evict, and contents that never change under their version. */
export const settingsCategories: { readonly [Kind in SettingsKind]: SettingsPair<Kind> } = {
  tenantConfig: pairOf('tenantConfig', 'config', "the tenant's configuration"),
  featureFlags: pairOf('featureFlags', 'flags', "the tenant's feature flags"),
};
