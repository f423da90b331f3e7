import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import { type TenantSettings, tenantConfigProblems } from '../domain/tenant-config.ts';
import type { TenantDocument } from '../domain/tenant-document.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';
import { replaceDocument } from './replace-document.ts';

export interface ReplaceTenantConfig {
  readonly settings: TenantSettings;
  readonly expectedVersion: string | undefined;
}

export function checkSettings(settings: TenantSettings): TenantSettings {
  const errors = tenantConfigProblems(settings);
  if (errors.length > 0) throw fail('TENANT_CONFIG_INVALID', 'nothing was changed', { errors });
  return settings;
}

export const replaceTenantConfig = (deps: { readonly documents: TenantDocumentStore }) => {
  const replace = replaceDocument(deps);
  return (
    tx: Tx,
    actor: Principal,
    { settings, expectedVersion }: ReplaceTenantConfig,
  ): Promise<TenantDocument<'tenantConfig'>> =>
    replace(tx, actor, { kind: 'tenantConfig', body: checkSettings(settings), expectedVersion });
};
