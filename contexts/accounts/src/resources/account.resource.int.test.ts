import { newUuid, tenantId } from '@quotewright/kernel';
import { listAudit } from '@quotewright/platform/audit';
import { queries } from '@quotewright/platform/postgres';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningAccounts, runAccounts } from '../testing/index.ts';

const seller = { tenant: 'acme', subject: 'seller-1', roles: ['sales'] };
const stranger = { tenant: 'globex', subject: 'seller-1', roles: ['sales', 'admin'] };

const small = { name: 'Small Shop', type: 'customer', segment: 'smb', customerType: 'business' };
const whole = {
  ...small,
  name: 'Whole Foods of Kraków',
  market: 'eu',
  owner: 'seller-2',
  team: 'north',
  contractReference: 'FC-2026/17',
  contacts: [
    {
      name: 'Zofia Nowak',
      role: 'purchasing',
      emailAddress: 'zofia@example.com',
      phoneNumber: '+48 12 345 67 89',
    },
    { name: 'Adam Lis' },
  ],
  billingAddress: {
    street1: 'Rynek 1',
    street2: '2nd floor',
    postCode: '31-042',
    city: 'Kraków',
    country: 'PL',
  },
  deliveryAddress: { street1: 'Dock 4', city: 'Austin', stateOrProvince: 'TX', country: 'US' },
  taxId: 'PL 676-000-00-00',
};

describeOnPostgres('accounts', (engine) => {
  let running: RunningAccounts;
  const create = (body: unknown, headers = {}, as = seller) =>
    running.server.request('POST', '/accounts', { as, body, headers });
  const read = (id: string, as = seller) => running.server.request('GET', `/accounts/${id}`, { as });
  const patch = (id: string, version: number, body: unknown, as = seller) =>
    running.server.request('PATCH', `/accounts/${id}`, { as, body, headers: { 'if-match': `"${version}"` } });
  const close = (id: string, headers = {}, as = seller) =>
    running.server.request('POST', `/accounts/${id}/close`, { as, headers });

  beforeAll(async () => {
    running = await runAccounts(engine);
  });
  afterAll(() => running.close());

  it("start active, in the tenant's market, owned by their creator", async () => {
    const made = await create(small);
    expect(made).toMatchObject({
      status: 201,
      headers: { etag: '"1"', location: `/api/v1/accounts/${made.json.id}` },
      json: { ...small, market: 'pl', owner: 'seller-1', state: 'active', version: 1, contacts: [] },
    });
    expect(await read(made.json.id)).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      json: made.json,
    });
  });

  it('keep every detail they are given', async () => {
    const { json } = await create(whole);
    expect(json).toMatchObject(whole);
    expect((await read(json.id)).json).toEqual(json);
  });

  it('are made once per idempotency key', async () => {
    const key = { 'idempotency-key': 'first-import' };
    const first = await create(small, key);
    const again = await create(small, key);
    expect(again).toMatchObject({
      status: 201,
      headers: { 'idempotency-replayed': 'true' },
      json: first.json,
    });
  });

  it('change where the patch says so, and remove what it sets to null', async () => {
    const { id } = (await create(whole)).json;
    const change = { name: 'Renamed', team: null, deliveryAddress: null, contacts: [{ name: 'Ewa' }] };
    const changed = await patch(id, 1, change);
    const { team, deliveryAddress, ...kept } = whole;
    expect(changed).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      json: { ...kept, name: 'Renamed', contacts: [{ name: 'Ewa' }], version: 2 },
    });
    expect(changed.json).not.toHaveProperty('team', team);
    expect(changed.json).not.toHaveProperty('deliveryAddress', deliveryAddress);
    expect((await read(id)).json).toEqual(changed.json);
  });

  it('keep their version when nothing changes', async () => {
    const { id } = (await create(whole)).json;
    expect(await patch(id, 1, { name: whole.name, contacts: whole.contacts })).toMatchObject({
      json: { version: 1 },
    });
    expect(await patch(id, 1, {})).toMatchObject({ status: 200, json: { version: 1 } });
  });

  it('can be changed by one of several at the same time', async () => {
    const { id } = (await create(small)).json;
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => patch(id, 1, { name })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    expect((await read(id)).json.version).toBe(2);
  });

  it('are not changed blindly', async () => {
    const { id } = (await create(small)).json;
    const blind = await running.server.request('PATCH', `/accounts/${id}`, {
      as: seller,
      body: { name: 'x' },
    });
    expect(blind.status).toBe(428);
  });

  it('close for good', async () => {
    const { id } = (await create(whole)).json;
    expect(await close(id, { 'if-match': '"7"' })).toMatchObject({ status: 412 });
    expect(await close(id)).toMatchObject({
      status: 200,
      json: { state: 'closed', version: 2, taxId: whole.taxId },
    });
    expect(await close(id)).toMatchObject({ status: 409, json: { code: 'ACCOUNT_CLOSED' } });
    expect(await patch(id, 2, { name: 'x' })).toMatchObject({
      status: 409,
      json: { code: 'ACCOUNT_CLOSED' },
    });
    expect(await read(id)).toMatchObject({ status: 200, json: { state: 'closed' } });
  });

  it('of another tenant are 404 on every route and in no list', async () => {
    const { id } = (await create({ ...small, name: 'Top Secret' })).json;
    const unknown = { status: 404, json: { code: 'ACCOUNT_UNKNOWN' } };
    expect(await read(id, stranger)).toMatchObject(unknown);
    expect(await patch(id, 1, { name: 'mine' }, stranger)).toMatchObject(unknown);
    expect(await close(id, {}, stranger)).toMatchObject(unknown);
    const list = await running.server.request('GET', '/accounts?q=secret', { as: stranger });
    expect(list.json.items).toEqual([]);
    expect((await read(id)).json).toMatchObject({ name: 'Top Secret', version: 1 });
  });

  it.each([
    ['that was never given', newUuid()],
    ['that is no UUID', 'x'],
    ['with a path inside', '..%2fadmin'],
    ['with a NUL', '%00'],
    ['with SQL inside', "1'%20or%20'1'='1"],
    ['that is very long', 'x'.repeat(300)],
  ])('with an id %s do not exist', async (_what, id) => {
    expect((await read(id)).status).toBe(404);
    expect((await patch(id, 1, { name: 'x' })).status).toBe(404);
    expect((await close(id)).status).toBe(404);
  });

  it.each([
    { what: 'an empty name', wrong: { name: '' } },
    { what: 'a blank name', wrong: { name: '  ' } },
    { what: 'no name', wrong: { name: null } },
    { what: 'a name that is too long', wrong: { name: 'x'.repeat(201) } },
    { what: 'a line break in the name', wrong: { name: 'line\nbreak' } },
    { what: 'an escape sequence in the name', wrong: { name: '\u001b[31mred' } },
    {
      what: 'a huge name with a control character at its end',
      wrong: { name: `${'x'.repeat(900_000)}\u001b` },
    },
    { what: 'a type that does not exist', wrong: { type: 'enemy' } },
    { what: 'a segment that is no slug', wrong: { segment: 'Not A Slug' } },
    { what: 'a separator in the market', wrong: { market: 'pl:de' } },
    { what: 'a number as customer type', wrong: { customerType: 1 } },
    { what: 'an owner that cannot be a subject', wrong: { owner: 'a b' } },
    { what: 'a version of its own', wrong: { version: 9 } },
    { what: 'a state of its own', wrong: { state: 'closed' } },
    { what: 'another tenant', wrong: { tenantId: 'globex' } },
    { what: 'a contact without a name', wrong: { contacts: [{ emailAddress: 'a@b.example' }] } },
    { what: 'an e-mail address that is none', wrong: { contacts: [{ name: 'A', emailAddress: 'nowhere' }] } },
    { what: 'too many contacts', wrong: { contacts: Array.from({ length: 51 }, () => ({ name: 'A' })) } },
    {
      what: 'a country that is no code',
      wrong: { billingAddress: { street1: 'S', city: 'C', country: 'Poland' } },
    },
    { what: 'an address without a city', wrong: { deliveryAddress: { street1: 'S', country: 'PL' } } },
    { what: 'a formula as tax id', wrong: { taxId: '=cmd()' } },
  ])('are refused with $what', async ({ wrong }) => {
    const refused = await create({ ...small, ...wrong });
    expect(refused).toMatchObject({ status: 400, json: { code: 'REQUEST_INVALID' } });
    const [member] = Object.keys(wrong);
    expect(refused.json.errors[0].pointer).toMatch(new RegExp(`^/${member}`));
  });

  it('leave a trail that names members and their owner, and holds no other values', async () => {
    const { id } = (await create(whole)).json;
    await patch(id, 1, { taxId: 'PL999', billingAddress: null });
    await running.database.db.withTenant(tenantId('acme'), 'read', async (tx) => {
      const { items } = await listAudit(tx, { entity: { type: 'account', id } }, { limit: 10 });
      expect(items).toMatchObject([
        { action: 'account.update', detail: { version: 2, changed: ['billingAddress', 'taxId'] } },
        { action: 'account.create', actor: { subject: 'seller-1' } },
      ]);
      const events = await queries<{
        'platform.outbox': { id: number; aggregate_id: string; type: string; data: unknown };
      }>(tx)
        .selectFrom('platform.outbox')
        .select(['type', 'data'])
        .where('aggregate_id', '=', id)
        .orderBy('id')
        .execute();
      const told = { accountId: id, state: 'active', owner: whole.owner };
      expect(events).toEqual([
        { type: 'AccountChanged', data: { ...told, version: 1, changed: [] } },
        { type: 'AccountChanged', data: { ...told, version: 2, changed: ['billingAddress', 'taxId'] } },
      ]);
    });
  });

  it('are given to other contexts without personal data', async () => {
    const { id } = (await create(whole)).json;
    const { api } = running.accounts;
    await running.database.db.withTenant(tenantId('acme'), 'read', async (tx) => {
      const account = await api.findAccount(tx, id);
      expect(account).toMatchObject({ id, market: 'eu', segment: 'smb', contractReference: 'FC-2026/17' });
      expect(JSON.stringify(account)).not.toMatch(/Zofia|Rynek|676-000/);
      expect(await api.findAccount(tx, newUuid())).toBeUndefined();
      expect(await api.findAccount(tx, 'not an id')).toBeUndefined();
    });
    await running.database.db.withTenant(tenantId('globex'), 'read', async (tx) => {
      expect(await api.findAccount(tx, id)).toBeUndefined();
    });
  });

  it('are for those who may see or change them', async () => {
    const { id } = (await create(small)).json;
    const approver = { ...seller, roles: ['approver'] };
    expect(await read(id, approver)).toMatchObject({ status: 200 });
    expect(await patch(id, 1, { name: 'x' }, approver)).toMatchObject({ status: 403 });
    expect(await create(small, {}, approver)).toMatchObject({ status: 403 });
    expect(await read(id, { ...seller, roles: ['partner'] })).toMatchObject({ status: 403 });
  });
});
