import { newUuid, tenantId } from '@quotewright/kernel';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningAccounts, runAccounts } from '../testing/index.ts';

const seller = { tenant: 'acme', subject: 'seller-1', roles: ['sales'] };
const billingAddress = { street1: 'Rynek 1', postCode: '31-042', city: 'Kraków', country: 'PL' };

describeOnPostgres('the addresses of an account', (engine) => {
  let running: RunningAccounts;
  beforeAll(async () => {
    running = await runAccounts(engine);
  });
  afterAll(() => running.close());

  const addresses = (id: string, tenant = 'acme') =>
    running.database.db.withTenant(tenantId(tenant), 'read', (tx) =>
      running.accounts.api.findAddresses(tx, id),
    );

  it('are those that were given, and no others', async () => {
    const body = { name: 'Small Shop', type: 'customer', segment: 'smb', customerType: 'business' };
    const given = { ...body, billingAddress, taxId: 'PL 676-000-00-00' };
    const { json } = await running.server.request('POST', '/accounts', { as: seller, body: given });
    expect(await addresses(json.id)).toEqual({ billing: billingAddress });
    expect(await addresses(json.id, 'globex')).toEqual({});
  });

  it('are none where there is no such account', async () => {
    expect(await addresses(newUuid())).toEqual({});
    expect(await addresses('no-uuid')).toEqual({});
  });
});
