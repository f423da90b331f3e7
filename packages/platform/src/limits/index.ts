export type { EndpointClass, RouteLimit } from './endpoint-class.ts';
export { ENDPOINT_CLASSES, quotasOf } from './endpoint-classes.ts';
export { limitErrors } from './limit-errors.ts';
export { QUOTA_NAMES, QUOTAS, type QuotaName, type QuotaTerms } from './quotas.ts';
export { type RequestLimits, type RequestLimitsDeps, requestLimits } from './request-limits.ts';
export type { TenantLimits, TenantLimitsSource } from './tenant-limits.ts';
