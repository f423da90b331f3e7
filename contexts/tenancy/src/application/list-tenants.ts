import type { TenantId } from '@quotewright/kernel';
import type { Database } from '@quotewright/platform/postgres';
import type { TenantIds } from '../ports/tenant-ids.ts';

interface ListTenantsDeps {
  readonly database: Database;
  readonly tenantIds: TenantIds;
}

const PAGE = 500;

/** The ids of all tenants, in their order. Opens a transaction for each page: what it is used for takes long. */
export const listTenants = ({ database, tenantIds }: ListTenantsDeps) =>
  async function* (): AsyncGenerator<TenantId> {
    for (let after: TenantId | undefined; ; ) {
      const page = { limit: PAGE, ...(after !== undefined && { after }) };
      const found = await database.withSystem((tx) => tenantIds.page(tx, page));
      yield* found;
      if (found.length < PAGE) return;
      after = found.at(-1);
    }
  };
