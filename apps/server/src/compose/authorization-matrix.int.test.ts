import { newUuid, tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { platformModule, type Route } from '@quotewright/platform/http';
import {
  describeOnEachEngine,
  type TestDatabase,
  type TestPrincipal,
  type TestServer,
  testServer,
} from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeModules } from './describe-modules.ts';
import { defaultRights } from './fixtures/default-rights.ts';
import { everyRow } from './fixtures/every-row.ts';
import { addressOf } from './fixtures/route-addresses.ts';
import { composeModules, type Modules } from './modules.ts';

/* Every route, asked by every role: what the permissions declare, observed over HTTP. A new route is in it by itself. */

const TENANTS = ['acme', 'sleepy'] as const;
const UNHEARD_OF = 'unheard-of';
const { roles, holds } = await defaultRights();

describeOnEachEngine('who may ask what', (engine) => {
  let database: TestDatabase;
  let modules: Modules;
  let server: TestServer;
  let routes: readonly Route[];

  beforeAll(async () => {
    const described = describeModules();
    const migrations = described.contexts.flatMap((context) => context.migrations ?? []);
    await described.close();
    database = await engine.open({ migrations });
    modules = composeModules({ database: database.db });
    const { tenancy } = modules;
    for (const name of TENANTS) {
      const tenant = tenantId(name);
      await database.db.withTenant(tenant, 'write', (tx) =>
        tenancy.createTenant(tx, systemPrincipal(tenant, 'test'), { name }),
      );
    }
    server = await testServer({
      modules: modules.contexts,
      database: database.db,
      authorizer: tenancy.authorizer,
    });
    const all = [platformModule(), ...modules.contexts];
    routes = all.flatMap((module) => module.routes);
  });
  afterAll(async () => {
    await server.close();
    await modules.close();
    await database.close();
  });

  const caller = (given: readonly string[], tenant = 'acme', subject = 'anybody'): TestPrincipal => ({
    tenant,
    subject,
    roles: [...given],
  });
  const guarded = () => routes.filter(({ permission }) => permission.includes(':'));

  /** The code of a refusal by the guard; nothing for whatever else is answered. */
  async function refusalOf(route: Route, as?: TestPrincipal): Promise<string | undefined> {
    // A body that no route takes: whoever gets past the guard changes nothing.
    const body = route.method === 'GET' ? {} : { body: { 'no member is called this': true } };
    const { status, json } = await server.request(route.method, addressOf(route), {
      ...(as && { as }),
      ...body,
    });
    return status === 401 || status === 403 ? json.code : undefined;
  }

  async function refusals(asked: readonly Route[], as?: TestPrincipal): Promise<readonly string[]> {
    const found: string[] = [];
    for (const route of asked) found.push(`${route.operationId}: ${await refusalOf(route, as)}`);
    return found;
  }

  /** All that is asked is refused for this, and leaves every table as it was. */
  async function refusesAll(asked: readonly Route[], code: string, as?: TestPrincipal): Promise<void> {
    const before = await everyRow(database.db);
    expect(await refusals(asked, as)).toEqual(asked.map(({ operationId }) => `${operationId}: ${code}`));
    expect(await everyRow(database.db)).toEqual(before);
  }

  it.each([...roles, UNHEARD_OF])(
    'is what the permissions give the role %s by default, route by route',
    async (role) => {
      const held = guarded().filter(({ permission }) => holds(role, permission));
      await refusesAll(
        guarded().filter((route) => !held.includes(route)),
        'FORBIDDEN',
        caller([role]),
      );
      expect(await refusals(held, caller([role]))).toEqual(
        held.map(({ operationId }) => `${operationId}: undefined`),
      );
    },
  );

  it('is nothing for who has no role, or none by that name', async () => {
    await refusesAll(guarded(), 'FORBIDDEN', caller([]));
    await refusesAll(guarded(), 'FORBIDDEN', caller(['Admin', 'constructor', '__proto__']));
  });

  it('is nothing without a token, but for what is public', async () => {
    await refusesAll(
      routes.filter(({ permission }) => permission !== 'public'),
      'AUTHENTICATION_REQUIRED',
    );
  });

  it('is nothing in a tenant that does not exist', async () => {
    await refusesAll(guarded(), 'TENANT_UNKNOWN', caller(['admin'], 'nowhere'));
  });

  it('is nothing for somebody who is suspended, nor for anybody of a suspended tenant', async () => {
    const admin = caller(['admin'], 'acme', 'boss');
    await server.request('POST', '/admin/users', {
      as: admin,
      body: { subject: 'mallory', name: 'Mallory', roles: ['admin'] },
      headers: { 'idempotency-key': newUuid() },
    });
    const suspended = await server.request('PATCH', '/admin/users/mallory', {
      as: admin,
      body: { state: 'suspended' },
      headers: { 'if-match': '"1"' },
    });
    expect(suspended.status).toBe(200);
    await refusesAll(guarded(), 'USER_SUSPENDED', caller(['admin'], 'acme', 'mallory'));
    const sleepy = tenantId('sleepy');
    await database.db.withTenant(sleepy, 'write', (tx) =>
      modules.tenancy.changeTenantState(tx, systemPrincipal(sleepy, 'test'), {
        state: 'suspended',
        reason: 'unpaid',
      }),
    );
    await refusesAll(guarded(), 'TENANT_SUSPENDED', caller(['admin'], 'sleepy'));
  });
});
