import type { TenancyApi, TenantConfig } from '../api.ts';
import { defaultSettings } from '../domain/tenant-config.ts';

/** The configuration a new tenant starts with, changed where a test says so. */
export function aTenantConfig(overrides: Partial<TenantConfig> = {}): TenantConfig {
  return { version: 1, ...defaultSettings, ...overrides };
}

/** Tenancy without a database: every tenant has this configuration, in every version, and no flag on. */
export function tenancyInMemory(overrides: Partial<TenantConfig> = {}): TenancyApi {
  const config = aTenantConfig(overrides);
  return {
    tenantConfig: async () => config,
    tenantConfigVersion: async (_tx, version) => ({ ...config, version }),
    featureFlags: async () => ({ version: 1, flags: {} }),
    installation: async () => ({ id: '00000000-0000-7000-8000-000000000001', truthEpoch: 1 }),
    tenantName: async () => 'Acme',
  };
}
