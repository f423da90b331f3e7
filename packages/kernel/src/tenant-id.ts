import { DomainError } from './domain-error.ts';

declare const tenantIdBrand: unique symbol;
/** A tenant's slug: 2–40 of `a-z 0-9 -`, starting with a letter. Safe in keys, URLs and SQL literals. */
export type TenantId = string & { readonly [tenantIdBrand]: true };

const SHAPE = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;

export function isTenantId(text: string): text is TenantId {
  return SHAPE.test(text);
}

export function tenantId(text: string): TenantId {
  if (isTenantId(text)) return text;
  throw new DomainError(
    'TENANT_ID_INVALID',
    'invalid',
    'a tenant id has 2 to 40 characters of a-z, 0-9 and "-", starts with a letter and does not end with "-"',
  );
}
