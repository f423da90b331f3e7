import { errorsOf, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { listAudit } from '../audit/index.ts';
import { systemPrincipal } from '../auth/principal.ts';
import { noContent, ok } from '../http/answer.ts';
import { defineRoute } from '../http/route.ts';
import type { HttpModule } from '../http/route-checks.ts';
import {
  defaultRolesAuthorizer,
  describeOnEachEngine,
  type TestDatabase,
  type TestPrincipal,
  type TestServer,
  testServer,
} from '../testing/index.ts';
import { confirmationModule } from './index.ts';

const olga: TestPrincipal = { tenant: 'acme', subject: 'olga', roles: ['operator'], clientId: 'console' };
const MINUTE_MS = 60_000;

const errors = { SHELF_LOCKED: { kind: 'conflict', title: 'The shelf is locked' } } as const;
const fail = errorsOf(errors);

/** A shelf that is emptied by a confirmed command. */
function shelfModule(state: { emptied: number; locked: boolean }): HttpModule {
  const body = z.strictObject({ reason: z.string().min(3) });
  const shared = {
    method: 'POST',
    tag: 'Shelves',
    permission: 'shelf:empty',
    limit: { class: 'repair', cost: 1 },
    body,
    query: z.strictObject({ deep: z.enum(['true', 'false']).exactOptional() }),
    params: z.strictObject({ shelf: z.string().regex(/^[a-z]+$/) }),
    responses: { 200: { description: 'Emptied' } },
  } as const;
  const empty = async () => {
    if (state.locked) throw fail('SHELF_LOCKED', 'come back later');
    state.emptied += 1;
    return ok({ emptied: state.emptied });
  };
  return {
    name: 'shelves',
    errors,
    permissions: [{ permission: 'shelf:empty', title: 'Empty shelves', defaultRoles: ['operator'] }],
    routes: [
      defineRoute({
        ...shared,
        path: '/shelves/:shelf/empty',
        operationId: 'emptyShelf',
        summary: 'Empty a shelf',
        idempotency: 'optional',
        confirmation: {
          warning: 'Everything on it is gone.',
          preview: async ({ params, query, reach }) => ({
            shelf: params.shelf,
            deep: query.deep ?? 'false',
            reach: reach === 'all' ? 'all' : [...reach.owners],
          }),
        },
        handler: (call) => call.write(empty),
      }),
      defineRoute({
        ...shared,
        path: '/shelves/:shelf/burn',
        operationId: 'burnShelf',
        summary: 'Burn a shelf',
        confirmation: { warning: 'It burns.' },
        handler: (call) => call.write(empty),
      }),
      defineRoute({
        ...shared,
        path: '/shelves/:shelf/dust',
        operationId: 'dustShelf',
        summary: 'Dust a shelf',
        handler: (call) => call.write(async () => noContent()),
      }),
    ],
  };
}

describeOnEachEngine('a command that has to be confirmed', (engine) => {
  const clock = new ManualClock('2026-03-01T09:00:00.000Z');
  const state = { emptied: 0, locked: false };
  let database: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
    const shelves = shelfModule(state);
    const byRoles = defaultRolesAuthorizer([shelves]);
    const confirmations = confirmationModule({
      database: database.db,
      authorizer: {
        authorize: async (principal, ...asked) => {
          await byRoles.authorize(principal, ...asked);
          return { owners: [principal.subject] };
        },
      },
      routes: () => shelves.routes,
    });
    server = await testServer({ modules: [shelves, confirmations], database: database.db, clock });
  });
  beforeEach(() => {
    state.emptied = 0;
    state.locked = false;
    clock.advance(MINUTE_MS);
  });
  afterAll(async () => {
    await server.close();
    await database.close();
  });

  const INPUT = { params: { shelf: 'top' }, query: { deep: 'true' }, body: { reason: 'mice' } };

  const ask = (over: object = {}, as = olga) =>
    server.request('POST', '/admin/confirmations', {
      as,
      body: { operationId: 'emptyShelf', ...INPUT, ...over },
    });

  async function token(over: object = {}): Promise<string> {
    return (await ask(over)).json.token;
  }

  interface Sent {
    readonly as?: TestPrincipal;
    readonly path?: string;
    readonly body?: unknown;
    readonly key?: string;
  }

  const empty = (confirmation: string | undefined, sent: Sent = {}) =>
    server.request('POST', sent.path ?? '/shelves/top/empty?deep=true', {
      as: sent.as ?? olga,
      body: sent.body ?? INPUT.body,
      headers: {
        ...(confirmation !== undefined && { 'quotewright-confirmation': confirmation }),
        ...(sent.key !== undefined && { 'idempotency-key': sent.key }),
      },
    });

  const refused = { status: 412, json: { code: 'CONFIRMATION_INVALID' } };

  it('is refused without a token, with what it would do', async () => {
    const missing = {
      status: 428,
      json: {
        code: 'CONFIRMATION_REQUIRED',
        operationId: 'emptyShelf',
        warning: 'Everything on it is gone.',
      },
    };
    expect(await empty(undefined)).toMatchObject(missing);
    expect(await empty(undefined, { key: 'first' })).toMatchObject(missing);
    expect(state.emptied).toBe(0);
  });

  it('is shown before it is done, and done once', async () => {
    const asked = await ask();
    expect(asked).toMatchObject({
      status: 201,
      json: {
        token: expect.stringMatching(/^[0-9a-f]{64}$/),
        expiresAt: new Date(clock.now() + 5 * MINUTE_MS).toISOString(),
        operationId: 'emptyShelf',
        warning: 'Everything on it is gone.',
        preview: { shelf: 'top', deep: 'true', reach: ['olga'] },
      },
    });
    expect(state.emptied).toBe(0);
    expect(await empty(asked.json.token)).toMatchObject({ status: 200, json: { emptied: 1 } });
    expect(await empty(asked.json.token)).toMatchObject(refused);
    expect(state.emptied).toBe(1);
  });

  it('takes a token for nobody and nothing else', async () => {
    const one = await token();
    const attempts: readonly Sent[] = [
      { as: { ...olga, tenant: 'globex' } },
      { as: { ...olga, subject: 'oscar' } },
      { as: { ...olga, clientId: 'script' } },
      { as: { tenant: 'acme', subject: 'olga', roles: ['operator'] } },
      { path: '/shelves/bottom/empty?deep=true' },
      { path: '/shelves/top/empty' },
      { path: '/shelves/top/burn?deep=true' },
      { body: { reason: 'rats' } },
    ];
    const answers = await Promise.all(attempts.map((sent) => empty(one, sent)));
    const told = answers.map(({ status, json }) => ({ status, problem: { ...json, traceId: '' } }));
    expect(new Set(told.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(answers[0]).toMatchObject(refused);
    for (const guess of ['', 'x'.repeat(4_000), '0'.repeat(64)]) {
      expect((await empty(guess)).json.code).toBe('CONFIRMATION_INVALID');
    }
    expect(state.emptied).toBe(0);
    expect(await empty(one)).toMatchObject({ status: 200 });
  });

  it('takes a token for five minutes', async () => {
    const [early, late] = [await token(), await token()];
    clock.advance(5 * MINUTE_MS - 1);
    expect(await empty(early)).toMatchObject({ status: 200 });
    clock.advance(1);
    expect(await empty(late)).toMatchObject(refused);
  });

  it('is done by one of two that come at once with the same token', async () => {
    const one = await token();
    const both = await Promise.all([empty(one), empty(one)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(state.emptied).toBe(1);
  });

  it('that failed leaves its token usable', async () => {
    const one = await token();
    state.locked = true;
    expect(await empty(one)).toMatchObject({ status: 409 });
    expect(await empty(one, { key: 'locked' })).toMatchObject({ status: 409 });
    state.locked = false;
    expect(await empty(one)).toMatchObject({ status: 200 });
  });

  it('is replayed for a repeat with its key, with the used token and without any', async () => {
    const first = await empty(await token(), { key: 'again' });
    expect(first).toMatchObject({ status: 200, json: { emptied: 1 } });
    for (const repeat of [undefined, '0'.repeat(64)]) {
      expect(await empty(repeat, { key: 'again' })).toMatchObject({ status: 200, text: first.text });
    }
    expect(state.emptied).toBe(1);
  });

  it('is asked about by those only who may do it, with input that it accepts', async () => {
    expect(await ask({}, { ...olga, roles: ['sales'] })).toMatchObject({ status: 403 });
    expect(await ask({ body: { reason: 'x' } })).toMatchObject({
      status: 400,
      json: { code: 'REQUEST_INVALID', errors: [{ in: 'body', pointer: '/reason' }] },
    });
    expect(await ask({ query: { shallow: 'yes' } })).toMatchObject({ status: 400 });
    expect(await ask({ params: { shelf: '7' } })).toMatchObject({ status: 404 });
    for (const operationId of ['dustShelf', 'flyShelf', 'constructor']) {
      expect(await ask({ operationId })).toMatchObject({
        status: 422,
        json: { code: 'CONFIRMATION_NOT_NEEDED' },
      });
    }
  });

  it('is in the audit trail: that it was asked about, and that it was confirmed', async () => {
    const tenant = tenantId('initech');
    const as = { ...olga, tenant };
    const { token: one } = (await ask({}, as)).json;
    await ask({}, as);
    await empty(one, { as });
    const { items } = await database.db.withTenant(tenant, 'read', (tx) => listAudit(tx, {}, { limit: 50 }));
    expect(items.map(({ action }) => action).sort()).toEqual([
      'confirmation.ask',
      'confirmation.ask',
      'confirmation.use',
    ]);
    const used = items.find(({ action }) => action === 'confirmation.use');
    expect(used).toMatchObject({ actor: { subject: 'olga' }, detail: { operationId: 'emptyShelf' } });
    expect(items.filter(({ entity }) => entity.id === used?.entity.id)).toHaveLength(2);
    expect(JSON.stringify(items)).not.toContain(one);
  });

  it('leaves no token in the database, only hashes, and those for a day', async () => {
    const one = await token();
    const rows = () =>
      database.db.asOwner(async (session) => {
        const { rows } = await session.query(
          `select count(*)::int as kept, count(*) filter (where t::text like '%' || $1 || '%')::int as shown
             from platform.one_time_token t where tenant_id = 'acme'`,
          [one],
        );
        return rows[0];
      });
    expect(await rows()).toMatchObject({ shown: 0 });
    const module = confirmationModule({
      database: database.db,
      authorizer: defaultRolesAuthorizer([]),
      routes: () => [],
    });
    const forget = () =>
      module.jobs[0]?.run({
        id: 'job-1',
        tenant: tenantId('acme'),
        actor: systemPrincipal(tenantId('acme'), 'retention'),
        input: {},
        attempt: 1,
        signal: new AbortController().signal,
        progress: () => {},
      });
    clock.advance(24 * 60 * MINUTE_MS + 5 * MINUTE_MS - 1);
    await forget();
    expect(await rows()).toMatchObject({ kept: 1 });
    clock.advance(1);
    expect(await forget()).toEqual({ removed: 1 });
    expect(await rows()).toMatchObject({ kept: 0 });
  });

  it('says so in the description of the API', () => {
    const { paths } = server.server.openApi() as { paths: Record<string, any> };
    const { parameters, responses } = paths['/api/v1/shelves/{shelf}/empty'].post;
    expect(parameters).toContainEqual(
      expect.objectContaining({ in: 'header', name: 'Quotewright-Confirmation', required: true }),
    );
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['412', '428']));
  });
});
