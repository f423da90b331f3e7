import type { AccountsApi } from '@quotewright/accounts';
import type { CatalogApi } from '@quotewright/catalog';
import type { TenancyApi } from '@quotewright/tenancy';

/* What pricing asks of the contexts upstream, and no more. */

export type Tenancy = Pick<TenancyApi, 'tenantConfig'>;
export type Accounts = Pick<AccountsApi, 'findAccount'>;
export type Catalog = Pick<
  CatalogApi,
  'activeVersion' | 'resolveVersion' | 'isPublished' | 'findOfferings' | 'offeringIds'
>;
