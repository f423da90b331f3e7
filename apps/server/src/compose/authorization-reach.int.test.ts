import { newUuid } from '@quotewright/kernel';
import { platformModule, type Route } from '@quotewright/platform/http';
import { describeOnPostgres, type TestPrincipal } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AttackedInstallation, openAttackedInstallation } from './fixtures/attacked-installation.ts';
import { addressOf } from './fixtures/route-addresses.ts';
import { bodyOf } from './fixtures/route-bodies.ts';
import { command, newAccount, pricedQuote } from './fixtures/sale-over-http.ts';

const boss: TestPrincipal = { tenant: 'acme', subject: 'boss', roles: ['admin'] };
/** Holds every permission, for what is its own. */
const outsider: TestPrincipal = { tenant: 'acme', subject: 'pia', roles: ['outsider'] };
const stranger: TestPrincipal = { tenant: 'globex', subject: 'boss', roles: ['admin'] };

/** Parameters that name a thing of one tenant; what else is in paths is a name that every tenant may use. */
const IDENTIFYING =
  /:(accountId|deliveryId|fileId|itemId|jobId|orderId|parkedEventId|quoteId|subject|subscriptionId|wizardId)\b/;
/** Ends what somebody has of the name in the caller's tenant, be they in its directory or not. */
const OF_WHOEVER = 'endSessionsOfUser';
/** Those whose things have an owner. */
const OWNED = /:(accountId|quoteId|orderId)\b/;

describeOnPostgres('what somebody reaches', (engine) => {
  let installation: AttackedInstallation;
  let routes: readonly Route[];
  let known: Readonly<Record<string, string>>;

  beforeAll(async () => {
    // Nothing here asks copies.
    installation = await openAttackedInstallation(engine, 'redis://127.0.0.1:1');
    const { truth } = installation;
    routes = [platformModule(), ...truth.modules.contexts].flatMap((module) => module.routes);
    for (const tenant of ['acme', 'globex']) await installation.newTenant(tenant, '100');
    const sale = { tenant: 'acme', accountId: await newAccount(truth, 'acme', 'Initech') };
    await installation.agree(sale, '60');
    let sold = await pricedQuote(truth, sale);
    for (const name of ['submit', 'present', 'accept', 'convert'])
      sold = await command(truth, sale, sold, name);
    const open = await pricedQuote(truth, sale);
    const policy = await ask(boss, 'GET', '/admin/authorization/policies');
    const replaced = await ask(boss, 'PUT', '/admin/authorization/policies', {
      body: {
        roles: { ...policy.json.roles, outsider: policy.json.roles.admin },
        reach: { ...policy.json.reach, outsider: 'own' },
      },
      headers: { 'if-match': policy.headers['etag'] ?? '' },
    });
    if (replaced.status !== 200) throw new Error(replaced.text);
    const { id: quoteId, items } = open.json;
    const made = async (path: string, body: unknown, headers = {}) => {
      const answer = await ask(boss, 'POST', path, { body, headers });
      if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
      return answer.json;
    };
    const user = await made('/admin/users', { subject: 'ana', name: 'Ana', roles: [] });
    const subscription = await made('/hub', { callback: 'https://example.com/hook' });
    const file = await made('/files', 'a,b', { 'content-type': 'text/csv' });
    const wizard = await made('/wizards', { type: 'quote' });
    known = {
      subject: user.subject,
      subscriptionId: subscription.id,
      fileId: file.id,
      wizardId: wizard.id,
      accountId: sale.accountId,
      quoteId,
      itemId: items[0].id,
      orderId: sold.json.id,
    };
  });
  afterAll(() => installation.close());

  const ask = (
    as: TestPrincipal,
    method: string,
    path: string,
    { headers = {}, ...rest }: { readonly body?: unknown; readonly headers?: Record<string, string> } = {},
  ) =>
    installation.truth.server.request(method, path, {
      as,
      ...rest,
      headers: { 'idempotency-key': newUuid(), ...headers },
    });
  const addressed = (parameters: RegExp) =>
    routes.filter(({ path, operationId }) => parameters.test(path) && operationId !== OF_WHOEVER);

  async function answers(as: TestPrincipal, asked: readonly Route[]): Promise<readonly string[]> {
    const found: string[] = [];
    for (const route of asked) {
      const { status } = await ask(as, route.method, addressOf(route, known), {
        ...bodyOf(route),
        headers: { 'if-match': '"1"' },
      });
      found.push(`${route.operationId}: ${status}`);
    }
    return found;
  }
  const truth = () =>
    Promise.all(
      [
        `/quotes/${known['quoteId']}`,
        `/quotes/${known['quoteId']}/history`,
        `/accounts/${known['accountId']}`,
        '/admin/users',
        `/hub/${known['subscriptionId']}`,
        `/files/${known['fileId']}`,
        `/wizards/${known['wizardId']}`,
        `/orders/${known['orderId']}`,
        `/orders/${known['orderId']}/history`,
        '/quotes?limit=100',
        '/orders?limit=100',
      ].map(async (path) => (await ask(boss, 'GET', path)).json),
    );

  it.each([
    ["another owner's, for a role that reaches its own", outsider, OWNED],
    ["another tenant's, for whoever may do everything in theirs", stranger, IDENTIFYING],
  ])('is not %s: such a thing is not there, and stays as it is', async (_whose, as, parameters) => {
    const before = await truth();
    const asked = addressed(parameters);
    expect(await answers(as, asked)).toEqual(asked.map(({ operationId }) => `${operationId}: 404`));
    expect(await truth()).toEqual(before);
  });

  it('is all that lists show', async () => {
    for (const path of ['/accounts', '/quotes', '/orders', '/quotes/price-changes']) {
      expect((await ask(boss, 'GET', path)).json.items, path).not.toEqual([]);
      expect((await ask(outsider, 'GET', path)).json.items, path).toEqual([]);
      expect(
        (await ask(outsider, 'GET', path + (path === '/quotes/price-changes' ? '' : '?owner=boss'))).json
          .items,
      ).toEqual([]);
    }
  });

  it('is all that can be sold to, and priced for: another account is one that is not there', async () => {
    const nowhere = newUuid();
    for (const accountId of [known['accountId'], nowhere]) {
      const quote = await ask(outsider, 'POST', '/quotes', { body: { accountId, items: [] } });
      expect(quote.json).toMatchObject({ status: 422, errors: [{ code: 'ACCOUNT_UNKNOWN' }] });
      const lines = [{ id: '1', offeringId: 'seat', quantity: '1' }];
      const request = { accountId, lines };
      const price = await ask(outsider, 'POST', '/quotes/price', { body: request });
      expect(price.json).toMatchObject({ status: 404, code: 'CONTRACT_ACCOUNT_UNKNOWN' });
      const compared = await ask(outsider, 'POST', '/quotes/price/compare', {
        body: { before: { lines }, after: request },
      });
      expect(compared.json).toMatchObject({ status: 404, code: 'CONTRACT_ACCOUNT_UNKNOWN' });
    }
  });

  it('is its own, in all ways', async () => {
    const body = {
      name: 'Hooli',
      type: 'customer',
      segment: 'enterprise',
      market: 'global',
      customerType: 'business',
    };
    const account = await ask(outsider, 'POST', '/accounts', { body });
    expect(account.json).toMatchObject({ owner: 'pia' });
    const items = [{ offeringId: 'seat', quantity: '1' }];
    const accountId = account.json.id;
    let quote = await ask(outsider, 'POST', '/quotes', { body: { accountId, items } });
    for (const name of ['price', 'submit', 'present', 'accept', 'convert']) {
      quote = await ask(outsider, 'POST', `/quotes/${quote.json.id}/${name}`, {
        headers: { 'if-match': quote.headers['etag'] ?? '' },
      });
      expect([200, 201], name).toContain(quote.status);
    }
    expect((await ask(outsider, 'GET', `/orders/${quote.json.id}`)).json).toMatchObject({ owner: 'pia' });
    for (const path of ['/accounts', '/quotes', '/orders']) {
      expect((await ask(outsider, 'GET', path)).json.items, path).toHaveLength(1);
    }
    // Whoever reaches everybody sees it, too.
    expect((await ask(boss, 'GET', `/quotes?owner=pia`)).json.items).toHaveLength(1);
  });

  it('is all that can be named as an owner: nobody gives things to others, or takes what they had', async () => {
    const account = {
      name: 'Globex',
      type: 'customer',
      segment: 'enterprise',
      market: 'global',
      customerType: 'business',
    };
    const own = (await ask(outsider, 'POST', '/accounts', { body: account })).json;
    const order = { accountId: own.id, items: [{ offeringId: 'seat', quantity: '1' }] };
    const quote = (await ask(outsider, 'POST', '/quotes', { body: order })).json;
    const wizard = (await ask(outsider, 'POST', '/wizards', { body: { type: 'quote' } })).json;
    const match = { headers: { 'if-match': '"1"' } };
    const step = `/wizards/${wizard.id}/steps/account`;
    const ordinary: readonly (readonly [string, string, object])[] = [
      ['POST', '/accounts', account],
      ['PATCH', `/accounts/${own.id}`, {}],
      ['POST', '/quotes', order],
      ['PATCH', `/quotes/${quote.id}`, {}],
      ['POST', step, { accountId: own.id }],
    ];
    for (const [method, path, body] of ordinary) {
      const given = await ask(outsider, method, path, { body: { ...body, owner: 'boss' }, ...match });
      expect(given.json, `${method} ${path}`).toMatchObject({
        status: 422,
        errors: [{ pointer: '/owner', code: 'OUT_OF_REACH' }],
      });
      const kept = await ask(outsider, method, path, { body: { ...body, owner: 'pia' }, ...match });
      expect([200, 201], `${method} ${path}: ${kept.text}`).toContain(kept.status);
    }
    const given = await ask(boss, 'PATCH', `/accounts/${own.id}`, {
      body: { owner: 'boss' },
      headers: { 'if-match': '"1"' },
    });
    expect(given.json).toMatchObject({ owner: 'boss' });
    expect((await ask(outsider, 'GET', `/accounts/${own.id}`)).status).toBe(404);
  });

  it('is the work that it has asked for, and none of the others', async () => {
    const publish = async (as: TestPrincipal) =>
      (await ask(as, 'POST', '/price-lists/standard/publications')).json.id as string;
    const [own, others] = [await publish(outsider), await publish(boss)];
    const status = async (as: TestPrincipal, id: string) => (await ask(as, 'GET', `/jobs/${id}`)).status;
    expect([await status(outsider, own), await status(boss, own)]).toEqual([200, 200]);
    expect([await status(outsider, others), await status(stranger, own)]).toEqual([404, 404]);
  });
});
