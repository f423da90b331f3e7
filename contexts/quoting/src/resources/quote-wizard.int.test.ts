import { newUuid } from '@quotewright/kernel';
import type { Reach } from '@quotewright/platform/auth';
import {
  describeOnPostgres,
  type TestAnswer,
  type TestServer,
  testServer,
} from '@quotewright/platform/testing';
import { wizardModule } from '@quotewright/platform/wizards';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type RunningQuoting, runQuoting } from '../testing/running-quoting.ts';
import { CUSTOMER } from '../testing/upstream-in-memory.ts';

const sam = { tenant: 'acme', subject: 'sam', roles: ['sales'] };

describeOnPostgres('the quote wizard', (engine) => {
  let running: RunningQuoting;
  let server: TestServer;
  /** Whose objects the callers may work with. */
  let reach: Reach;
  beforeAll(async () => {
    running = await runQuoting(engine);
    const { quoting, clock } = running;
    const database = running.database.db;
    const wizards = wizardModule({
      database,
      authorizer: { authorize: async () => reach },
      definitions: quoting.wizards ?? [],
    });
    server = await testServer({ modules: [quoting, wizards], database, clock });
  });
  beforeEach(() => {
    reach = 'all';
  });
  afterAll(async () => {
    await server.close();
    await running.close();
  });

  const begin = () => server.request('POST', '/wizards', { as: sam, body: { type: 'quote' } });
  const on = (last: TestAnswer, path: string, body?: object) =>
    server.request('POST', `/wizards/${last.json.id}${path}`, {
      as: sam,
      ...(body !== undefined && { body }),
      headers: { 'if-match': last.headers['etag'] ?? '', 'idempotency-key': newUuid() },
    });
  const forCustomer = async (more: object = {}) =>
    on(await begin(), '/steps/account', { accountId: CUSTOMER, ...more });
  const quotes = async () => (await server.request('GET', '/quotes', { as: sam })).json.items;

  it('shows the price before there is a quote, and then creates it as POST /quotes does', async () => {
    const named = await forCustomer({ name: 'Seats', validUntil: '2026-04-01T00:00:00.000Z' });
    expect(named.json.validationSummary.account).toEqual({
      accountId: CUSTOMER,
      owner: 'sam',
      currency: 'USD',
      market: 'EU',
      channel: 'direct',
    });
    const items = [
      { offeringId: 'seat', quantity: '3' },
      { offeringId: 'branch', children: [{ offeringId: 'seat' }] },
    ];
    const ready = await on(await on(named, '/steps/items', { items }), '/steps/preview', {});
    expect(ready.status).toBe(200);
    expect(ready.json.validationSummary).toMatchObject({
      items: { items: 3 },
      preview: {
        lines: [{ offeringId: 'seat', quantity: '3' }, {}, {}],
        truncated: false,
        catalogVersion: 1,
      },
    });
    expect(await quotes()).toEqual([]);
    const created = await on(ready, '/commit');
    expect(created).toMatchObject({
      status: 201,
      json: { state: 'draft', name: 'Seats', owner: 'sam', validUntil: '2026-04-01T00:00:00.000Z' },
    });
    expect(created.json.items).toHaveLength(3);
    expect(created.headers['location']).toBe(`/api/v1/quotes/${created.json.id}`);
    const priced = await server.request('POST', `/quotes/${created.json.id}/price`, {
      as: sam,
      headers: { 'if-match': created.headers['etag'] as string },
    });
    expect(priced.json.totals).toEqual(ready.json.validationSummary.preview.totals);
    expect(await on(ready, '/commit')).toMatchObject({ status: 409 });
    expect(await quotes()).toHaveLength(1);
  });

  it('knows no account beyond the reach of the caller, at no step', async () => {
    const unknown = { status: 422, json: { errors: [{ pointer: '/accountId', code: 'ACCOUNT_UNKNOWN' }] } };
    const items = [{ offeringId: 'seat' }];
    const chosen = await on(await forCustomer(), '/steps/items', { items });
    const ready = await on(chosen, '/steps/preview', {});
    reach = { owners: ['sam'] };
    expect(await forCustomer()).toMatchObject(unknown);
    expect(await on(ready, '/steps/preview', {})).toMatchObject(unknown);
    expect(await on(ready, '/commit')).toMatchObject(unknown);
    reach = { owners: ['user-1'] };
    expect(await on(ready, '/commit')).toMatchObject({ status: 201 });
  });

  it('refuses at each step what the quote could not have', async () => {
    const closed = await on(await begin(), '/steps/account', { accountId: 'account-closed' });
    expect(closed).toMatchObject({
      status: 422,
      json: { code: 'QUOTE_INVALID', errors: [{ pointer: '/accountId' }] },
    });
    const retired = await on(await forCustomer(), '/steps/items', { items: [{ offeringId: 'old-seat' }] });
    expect(retired).toMatchObject({
      status: 422,
      json: { code: 'QUOTE_INVALID', errors: [{ pointer: '/items/0/offeringId' }] },
    });
    const crowded = { offeringId: 'branch', children: [{ offeringId: 'seat', quantity: '101' }] };
    const unsold = await on(await forCustomer(), '/steps/items', {
      items: [{ offeringId: 'seat' }, crowded],
    });
    expect(unsold).toMatchObject({
      status: 422,
      json: {
        code: 'QUOTE_INVALID',
        detail: expect.stringContaining('/items/1/children/0/quantity: '),
        errors: [{ pointer: '/items/1/children/0/quantity', code: 'BUNDLE_QUANTITY' }],
      },
    });
    expect(await on(await forCustomer(), '/steps/items', { items: [] })).toMatchObject({ status: 400 });
    expect(await on(await forCustomer(), '/steps/preview', {})).toMatchObject({
      status: 409,
      json: { code: 'WIZARD_STEP_NOT_REACHED', missing: ['items'] },
    });
  });
});
