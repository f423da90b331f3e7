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
import { addressOf } from './fixtures/route-addresses.ts';
import { composeModules, type Modules } from './modules.ts';

/* Every route, asked by every role: what the permissions declare, observed over HTTP. A new route is in it by itself. */

const TENANTS = ['acme', 'sleepy'] as const;
const UNHEARD_OF = 'unheard-of';

describeOnEachEngine('who may ask what', (engine) => {
  let database: TestDatabase;
  let modules: Modules;
  let server: TestServer;
  let routes: readonly Route[];
  let rolesOf: ReadonlyMap<string, ReadonlySet<string>>;
  let roles: readonly string[];

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
    const definitions = all.flatMap((module) => module.permissions);
    roles = [...new Set(['admin', ...definitions.flatMap(({ defaultRoles }) => defaultRoles)])];
    rolesOf = new Map(
      definitions.map(({ permission, defaultRoles }) => [permission, new Set(['admin', ...defaultRoles])]),
    );
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

  it('is what the permissions give each role by default, route by route', async () => {
    for (const role of [...roles, UNHEARD_OF]) {
      const expected = guarded().map(({ operationId, permission }) => {
        const isHeld = rolesOf.get(permission)?.has(role) === true;
        return `${operationId}: ${isHeld ? undefined : 'FORBIDDEN'}`;
      });
      expect(await refusals(guarded(), caller([role])), role).toEqual(expected);
    }
  });

  it('is nothing for who has no role, or none by that name', async () => {
    const nothing = guarded().map(({ operationId }) => `${operationId}: FORBIDDEN`);
    expect(await refusals(guarded(), caller([]))).toEqual(nothing);
    expect(await refusals(guarded(), caller(['Admin', 'constructor', '__proto__']))).toEqual(nothing);
  });

  it('is nothing without a token, but for what is public', async () => {
    const asked = routes.filter(({ permission }) => permission !== 'public');
    expect(await refusals(asked)).toEqual(
      asked.map(({ operationId }) => `${operationId}: AUTHENTICATION_REQUIRED`),
    );
  });

  it('is nothing in a tenant that does not exist', async () => {
    expect(await refusals(guarded(), caller(['admin'], 'nowhere'))).toEqual(
      guarded().map(({ operationId }) => `${operationId}: TENANT_UNKNOWN`),
    );
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
    expect(await refusals(guarded(), caller(['admin'], 'acme', 'mallory'))).toEqual(
      guarded().map(({ operationId }) => `${operationId}: USER_SUSPENDED`),
    );
    const sleepy = tenantId('sleepy');
    await database.db.withTenant(sleepy, 'write', (tx) =>
      modules.tenancy.changeTenantState(tx, systemPrincipal(sleepy, 'test'), {
        state: 'suspended',
        reason: 'unpaid',
      }),
    );
    expect(await refusals(guarded(), caller(['admin'], 'sleepy'))).toEqual(
      guarded().map(({ operationId }) => `${operationId}: TENANT_SUSPENDED`),
    );
  });
});
