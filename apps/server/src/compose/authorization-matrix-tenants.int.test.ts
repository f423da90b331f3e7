import { newUuid } from '@quotewright/kernel';
import { platformModule, type Route } from '@quotewright/platform/http';
import { describeOnPostgres, type TestPrincipal } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AttackedInstallation, openAttackedInstallation } from './fixtures/attacked-installation.ts';
import { defaultRights } from './fixtures/default-rights.ts';
import { everyRow } from './fixtures/every-row.ts';
import { addressOf } from './fixtures/route-addresses.ts';
import { bodyOf } from './fixtures/route-bodies.ts';
import { thingsOfTenant } from './fixtures/things-of-a-tenant.ts';

/*
 * Every route that names a thing of a tenant × every role, with what another tenant really has. Where a path names several things, each
 * of them alone is the other tenant's, and all of them are.
 */

/** What may not be called by what another tenant has: the name of a thing. */
const THINGS: ReadonlySet<string> = new Set([
  'accountId',
  'deliveryId',
  'fileId',
  'itemId',
  'jobId',
  'offeringId',
  'orderId',
  'parkedEventId',
  'priceListId',
  'quoteId',
  'specificationId',
  'subject',
  'subscriptionId',
  'wizardId',
]);
/** What is the same for every tenant, or counted or named by each for itself. */
const NAMES: ReadonlySet<string> = new Set([
  'category',
  'circuitId',
  'context',
  'name',
  'revision',
  'step',
  'version',
  'view',
]);
/** Routes for which the name in their path is that of something of the caller's own tenant, be it there already or not. */
const OF_ITS_OWN: Readonly<Record<string, string>> = {
  endSessionsOfUser: 'of whoever has the subject in the tenant, whether the directory lists them or not',
  importPriceList: 'makes a list where there is none',
};

const { roles, holds } = await defaultRights();

const seat = { id: '1', offeringId: 'seat', quantity: '1' };

const parametersOf = ({ path }: Route): readonly string[] =>
  [...path.matchAll(/:([A-Za-z]\w*)/g)].map(([, name]) => name as string);

interface Question {
  readonly route: Route;
  /** Parameters whose thing is the other tenant's. */
  readonly foreign: readonly string[];
}

describeOnPostgres('what another tenant has', (engine) => {
  let installation: AttackedInstallation;
  let routes: readonly Route[];
  let own: Readonly<Record<string, string>>;
  let others: Readonly<Record<string, string>>;
  /** Of the own quote: whoever names it finds it as it is. */
  let quoteTag = '"1"';

  beforeAll(async () => {
    // Nothing here asks copies.
    installation = await openAttackedInstallation(engine, 'redis://127.0.0.1:1');
    const modules = [platformModule(), ...installation.truth.modules.contexts];
    routes = modules.flatMap((module) => module.routes);
    for (const tenant of ['acme', 'globex']) await installation.newTenant(tenant, '100');
    own = await thingsOfTenant(installation, 'acme');
    others = await thingsOfTenant(installation, 'globex');
    quoteTag = (await ask(boss('acme'), 'GET', `/quotes/${own['quoteId']}`)).headers['etag'] ?? '';
  });
  afterAll(() => installation.close());

  const ask = (as: TestPrincipal, method: string, path: string, body: { readonly body?: unknown } = {}) =>
    installation.truth.server.request(method, path, {
      as,
      ...body,
      headers: { 'idempotency-key': newUuid(), 'if-match': path.startsWith('/quotes/') ? quoteTag : '"1"' },
    });
  const boss = (tenant: string): TestPrincipal => ({ tenant, subject: 'boss', roles: ['admin'] });

  const questions = (): readonly Question[] =>
    routes
      .filter(({ operationId }) => OF_ITS_OWN[operationId] === undefined)
      .flatMap((route) => {
        const things = parametersOf(route).filter((name) => THINGS.has(name));
        const each = things.map((name) => ({ route, foreign: [name] }));
        return things.length > 1 ? [...each, { route, foreign: things }] : each;
      });
  const addressed = ({ route, foreign }: Question) =>
    addressOf(route, {
      ...own,
      ...Object.fromEntries(foreign.map((name) => [name, others[name] as string])),
    });
  const named = ({ route, foreign }: Question, what: string | number) =>
    `${route.operationId} with another's ${foreign.join(' and ')}: ${what}`;

  it('is told from names that all have, in every path', () => {
    const parameters = new Set(routes.flatMap(parametersOf));
    expect([...parameters].filter((name) => !THINGS.has(name) && !NAMES.has(name))).toEqual([]);
    for (const things of [own, others]) {
      expect([...THINGS].filter((name) => things[name] === undefined)).toEqual([]);
    }
    expect([...THINGS].filter((name) => own[name] === others[name])).toEqual([]);
  });

  it('is there for those whose it is', async () => {
    const readable = questions().filter(({ route }) => route.method === 'GET');
    const found: string[] = [];
    for (const question of readable) {
      const { status } = await ask(boss('globex'), 'GET', addressOf(question.route, others));
      found.push(named(question, status));
    }
    expect(found).toEqual(readable.map((question) => named(question, 200)));
  });

  it.each([...roles, 'unheard-of'])('is not there for the role %s, and nothing is written', async (role) => {
    const before = await everyRow(installation.database.db);
    const as = { ...boss('acme'), roles: [role] };
    const found: string[] = [];
    for (const question of questions()) {
      const { route } = question;
      const { status } = await ask(as, route.method, addressed(question), bodyOf(route));
      found.push(named(question, status));
    }
    expect(found).toEqual(
      questions().map((question) => named(question, holds(role, question.route.permission) ? 404 : 403)),
    );
    expect(await everyRow(installation.database.db)).toEqual(before);
  });

  it('stays as it is where its name stands for something of the own tenant', async () => {
    const ofGlobex = async () =>
      new Map(
        [...(await everyRow(installation.database.db))].map(([table, rows]) => [
          table,
          rows.filter((row) => row.includes('"tenant_id": "globex"')),
        ]),
      );
    const before = await ofGlobex();
    expect([...before.values()].flat().length).toBeGreaterThan(50);
    expect(
      Object.keys(OF_ITS_OWN).filter((id) => !routes.some(({ operationId }) => operationId === id)),
    ).toEqual([]);
    for (const route of routes.filter(({ operationId }) => OF_ITS_OWN[operationId] !== undefined)) {
      const { status, text } = await ask(boss('acme'), route.method, addressOf(route, others), bodyOf(route));
      expect([200, 202, 428], `${route.operationId}: ${text}`).toContain(status);
    }
    expect(await ofGlobex()).toEqual(before);
  });

  it.each([
    ['POST', '/quotes', () => ({ accountId: others['accountId'], items: [] }), 422],
    ['POST', '/quotes/price', () => ({ accountId: others['accountId'], lines: [seat] }), 422],
    [
      'POST',
      '/quotes/price/compare',
      () => ({ before: { lines: [seat] }, after: { accountId: others['accountId'], lines: [seat] } }),
      422,
    ],
    [
      'POST',
      '/admin/users',
      () => ({ subject: 'new', name: 'New', roles: [], managerSubject: others['subject'] }),
      422,
    ],
    ['PATCH', '/admin/users/somebody-of-acme', () => ({ managerSubject: others['subject'] }), 422],
    ['POST', '/quotes/price', () => ({ lines: [{ ...seat, offeringId: others['offeringId'] }] }), 422],
    ['POST', '/configurations/evaluate', () => ({ offeringId: others['offeringId'] }), 404],
  ] as const)('cannot be named in a body either: %s %s', async (method, path, body, status) => {
    const before = await everyRow(installation.database.db);
    const answer = await ask(boss('acme'), method, path, { body: body() });
    expect(answer.status, answer.text).toBe(status);
    expect(await everyRow(installation.database.db)).toEqual(before);
  });

  it('is nothing that a list can be asked for', async () => {
    const lists = [
      (of: typeof own) => `/quotes?account=${of['accountId']}`,
      (of: typeof own) => `/orders?account=${of['accountId']}`,
      (of: typeof own) => `/audit?entityType=quote&entityId=${of['quoteId']}`,
    ];
    for (const list of lists) {
      const shown = async (things: typeof own) => (await ask(boss('acme'), 'GET', list(things))).json.items;
      expect(await shown(own), list(own)).not.toEqual([]);
      expect(await shown(others), list(others)).toEqual([]);
    }
  });
});
