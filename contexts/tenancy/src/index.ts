export type { FeatureFlags, Installation, TenancyApi, TenantConfig } from './api.ts';
export type { ChangeTenantState } from './application/change-tenant-state.ts';
export type { CreateTenant } from './application/create-tenant.ts';
export type { PermissionUpgrade } from './application/grant-new-permissions.ts';
export type { Tenant, TenantState } from './domain/tenant.ts';
export { type TenancyDeps, type TenancyModule, tenancyModule } from './module.ts';
