import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import type { Installation } from '../../../apps/server/src/compose/installation.ts';
import { ACCOUNTS, TENANTS } from './world.ts';

const SETTINGS = {
  timeZone: 'Etc/UTC',
  defaultCurrency: 'EUR',
  defaultMarket: 'de',
  defaultChannel: 'direct',
};

/** Makes the tenants and their accounts, which have the same ids in all of them: by name. */
export async function seedTenants({
  database,
  modules,
}: Installation): Promise<Readonly<Record<string, string>>> {
  const [first, ...others] = TENANTS;
  const accounts: Record<string, string> = {};
  for (const id of TENANTS) {
    const tenant = tenantId(id);
    const actor = systemPrincipal(tenant, 'proof');
    await database.withTenant(tenant, 'write', async (tx) => {
      await modules.tenancy.createTenant(tx, actor, { name: id, settings: SETTINGS });
      if (id !== first) return;
      for (const name of ACCOUNTS) {
        const account = { name, type: 'customer', segment: 'enterprise', customerType: 'business' } as const;
        accounts[name] = (await modules.accounts.createAccount(tx, actor, account)).id;
      }
    });
  }
  // Ids are made by the system, different in each tenant: only here can they be the same.
  await database.asOwner((session) =>
    session.query(
      `insert into accounts.account
       select (jsonb_populate_record(a, jsonb_build_object('tenant_id', t))).*
       from accounts.account a, unnest($2::text[]) t where a.tenant_id = $1`,
      [first, others],
    ),
  );
  return accounts;
}
