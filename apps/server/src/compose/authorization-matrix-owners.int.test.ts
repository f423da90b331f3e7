import { newUuid } from '@quotewright/kernel';
import { platformModule, type Route } from '@quotewright/platform/http';
import { describeOnPostgres, type TestPrincipal } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AttackedInstallation, openAttackedInstallation } from './fixtures/attacked-installation.ts';
import { defaultRights } from './fixtures/default-rights.ts';
import { everyRow } from './fixtures/every-row.ts';
import { addressOf } from './fixtures/route-addresses.ts';
import { bodyOf } from './fixtures/route-bodies.ts';
import { send } from './fixtures/sale-over-http.ts';
import { type OwnedThings, thingsOf } from './fixtures/things-of-an-owner.ts';

/*
 * Every route about a thing that has an owner × every role × every reach of a role × whose the thing is: the caller's, somebody's of the
 * caller's team, somebody else's, another tenant's. A new route, and a new role, is in it by itself.
 */

const UNHEARD_OF = 'unheard-of';
const { roles, holds } = await defaultRights();
const REACHES = ['own', 'team', 'all'] as const;
/** Whom the caller's things, the team's and the others' belong to; in the other tenant the caller's namesake has some, too. */
const WHOSE = {
  own: { tenant: 'acme', owner: 'lead', reachedBy: ['own', 'team', 'all'] },
  team: { tenant: 'acme', owner: 'ana', reachedBy: ['team', 'all'] },
  outside: { tenant: 'acme', owner: 'eve', reachedBy: ['all'] },
  namesake: { tenant: 'globex', owner: 'lead', reachedBy: [] },
} as const;
type Whose = keyof typeof WHOSE;

/** Done, or refused for what the thing is by now. */
const FOUND: readonly number[] = [200, 201, 409, 412];

const OWNED = /:(accountId|quoteId|itemId|orderId)\b/;
/** What is somebody's alone, whatever anybody reaches. */
const PERSONAL = /:(fileId|wizardId)\b/;

interface Cell {
  readonly route: Route;
  readonly role: string;
  readonly reach: (typeof REACHES)[number];
  readonly whose: Whose;
}

describeOnPostgres('whose things somebody may ask for', (engine) => {
  let installation: AttackedInstallation;
  let owned: readonly Route[];
  let personal: readonly Route[];
  let things: Readonly<Record<Whose, OwnedThings>>;

  beforeAll(async () => {
    // Nothing here asks copies.
    installation = await openAttackedInstallation(engine, 'redis://127.0.0.1:1');
    const { truth } = installation;
    for (const tenant of ['acme', 'globex']) await installation.newTenant(tenant, '100');
    for (const [subject, managerSubject] of [['lead'], ['ana', 'lead'], ['eve']]) {
      await send(truth, 'acme', 'POST', '/admin/users', {
        body: { subject, name: 'Somebody', roles: [], ...(managerSubject && { managerSubject }) },
      });
    }
    await defineReachingRoles();
    const routes = [platformModule(), ...truth.modules.contexts].flatMap((module) => module.routes);
    owned = routes.filter(({ path }) => OWNED.test(path));
    personal = routes.filter(({ path }) => PERSONAL.test(path));
    const made: Partial<Record<Whose, OwnedThings>> = {};
    for (const [whose, { tenant, owner }] of Object.entries(WHOSE)) {
      made[whose as Whose] = await thingsOf(installation, tenant, owner);
    }
    things = made as Record<Whose, OwnedThings>;
  });
  afterAll(() => installation.close());

  /** Each role once more for each reach, with the permissions that it has by default. */
  async function defineReachingRoles(): Promise<void> {
    const path = '/admin/authorization/policies';
    const { json, headers } = await send(installation.truth, 'acme', 'GET', path);
    const named = roles.flatMap((role) => REACHES.map((reach) => ({ role, reach })));
    const variants = named.map(({ role, reach }) => [`${role}-${reach}`, json.roles[role]]);
    await send(installation.truth, 'acme', 'PUT', path, {
      body: {
        roles: { ...json.roles, ...Object.fromEntries(variants) },
        reach: Object.fromEntries(named.map(({ role, reach }) => [`${role}-${reach}`, reach])),
      },
      etag: headers['etag'],
    });
  }

  const cellsOf = (role: string): readonly Cell[] =>
    REACHES.flatMap((reach) =>
      (Object.keys(WHOSE) as Whose[]).flatMap((whose) =>
        owned.map((route) => ({ route, role, reach, whose })),
      ),
    );

  function expected({ route, role, reach, whose }: Cell): string {
    if (!holds(role, route.permission)) return 'FORBIDDEN';
    return (WHOSE[whose].reachedBy as readonly string[]).includes(reach) ? 'there' : 'not there';
  }

  /** With an `If-Match` that nothing has: who finds a thing is told that it is another by now, and changes nothing. */
  async function observed({ route, role, reach, whose }: Cell): Promise<string> {
    const as: TestPrincipal = { tenant: 'acme', subject: 'lead', roles: [`${role}-${reach}`] };
    const answer = await installation.truth.server.request(route.method, addressOf(route, things[whose]), {
      as,
      ...bodyOf(route),
      headers: { 'idempotency-key': newUuid(), 'if-match': '"999"' },
    });
    if (answer.status === 403) return answer.json.code;
    if (answer.status === 404) return 'not there';
    return (route.method === 'GET' ? [200] : FOUND).includes(answer.status) ? 'there' : answer.text;
  }

  const named = ({ route, reach, whose }: Cell, what: string) =>
    `reaching ${reach}, ${route.operationId} of ${whose}: ${what}`;

  async function compare(asked: readonly Cell[]): Promise<void> {
    const found: string[] = [];
    for (const cell of asked) found.push(named(cell, await observed(cell)));
    expect(found).toEqual(asked.map((cell) => named(cell, expected(cell))));
  }

  it.each([...roles, UNHEARD_OF])(
    'are refused, or not there, beyond what %s may and reaches; and nothing is written',
    async (role) => {
      const before = await everyRow(installation.database.db);
      const refused = cellsOf(role).filter((cell) => expected(cell) !== 'there');
      await compare(refused);
      expect(await everyRow(installation.database.db)).toEqual(before);
      expect(refused.length).toBeGreaterThan(REACHES.length * owned.length);
    },
  );

  it.each(roles)('are there within what %s may and reaches', async (role) => {
    await compare(cellsOf(role).filter((cell) => expected(cell) === 'there'));
  });

  it('are nobody else’s where they are personal, be it somebody of the team’s', async () => {
    const { server } = installation.truth;
    const asked = async (subject: string, role: string, method: string, path: string, body?: unknown) =>
      server.request(method, path, {
        as: { tenant: 'acme', subject, roles: [role] },
        ...(body !== undefined && { body }),
        headers: { 'idempotency-key': newUuid(), 'if-match': '"1"' },
      });
    const { json: file } = await asked('ana', 'admin', 'POST', '/files', { rows: [] });
    const { json: wizard } = await asked('ana', 'admin', 'POST', '/wizards', { type: 'quote' });
    const known = { fileId: file.id, wizardId: wizard.id };
    const before = await everyRow(installation.database.db);
    for (const role of roles) {
      const found = personal.map(async (route) => {
        const { body } = bodyOf(route);
        const { status } = await asked('lead', `${role}-all`, route.method, addressOf(route, known), body);
        return `${role}: ${route.operationId}: ${status}`;
      });
      expect(await Promise.all(found)).toEqual(
        personal.map(
          (route) => `${role}: ${route.operationId}: ${holds(role, route.permission) ? 404 : 403}`,
        ),
      );
    }
    expect(await everyRow(installation.database.db)).toEqual(before);
    expect((await asked('ana', 'admin', 'GET', `/files/${file.id}`)).status).toBe(200);
    expect((await asked('ana', 'admin', 'GET', `/wizards/${wizard.id}`)).status).toBe(200);
  });

  it.each(REACHES)('are all that lists show to who reaches %s', async (reach) => {
    const reached = Object.values(WHOSE).filter(({ reachedBy }) =>
      (reachedBy as readonly string[]).includes(reach),
    );
    const as = { tenant: 'acme', subject: 'lead', roles: [`admin-${reach}`] };
    for (const path of ['/accounts', '/quotes', '/orders']) {
      const { json } = await installation.truth.server.request('GET', path, { as });
      const owners = new Set(json.items.map(({ owner }: { owner: string }) => owner));
      expect([...owners].sort(), path).toEqual(reached.map(({ owner }) => owner).sort());
    }
  });
});
