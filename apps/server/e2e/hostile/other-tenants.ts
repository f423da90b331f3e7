import { expect, it } from 'vitest';
import { type DocumentedRoute, pathWith } from '../routes-of-document.ts';
import { inParallel } from './in-parallel.ts';
import { type LiveSystem } from './live-system.ts';
import { sampleBody } from './sample-body.ts';

/** Whether its path names something that one tenant has and another has not. */
function namesAThing({ path, parameters }: DocumentedRoute): boolean {
  const everyTenantHas =
    /\/authorization\/policies\/|\/catalog\/draft\/|\/admin\/caches\/|\/admin\/circuits\/|\/end-sessions$|\/me\/preferences\//;
  return parameters.length > 0 && !everyTenantHas.test(path);
}

/** A tenant may have a price list of its own under any id. */
const MAKE_WHAT_THEY_NAME = ['POST /api/v1/price-lists/{priceListId}/imports'];

export function tenantsAreApart(system: () => LiveSystem): void {
  it('shows and gives another tenant nothing, on any route, with real ids', async () => {
    const { ask, document, ids, owner, rival, routes, stateOf } = system();
    const before = await stateOf(owner);
    const taken: string[] = [];
    const attack = async (route: DocumentedRoute) => {
      const path = pathWith(route, ids);
      const headers = { 'if-match': '"1"', 'idempotency-key': `rival-${route.method}-${path}`.slice(0, 200) };
      // Whom the rival adds to its own directory is nobody of the owner's.
      const body = sampleBody(document, route, { ...ids, subject: 'mallory' });
      const reply = await ask(route.method, path, {
        token: rival,
        headers,
        ...(body === undefined ? {} : { body }),
      });
      const where = `${route.method} ${path} answered ${reply.status} ${reply.text.slice(0, 300)}`;
      expect(reply.status, where).toBeLessThan(500);
      expect(reply.text, where).not.toMatch(/Acme Robotics|Claude|ORD-2|Q-20/);
      if (route.method === 'GET' && namesAThing(route)) expect(reply.status, where).toBe(404);
      if (route.method !== 'GET' && namesAThing(route) && reply.status !== 404)
        taken.push(`${route.method} ${route.path}`);
    };
    // First nobody writes: what the rival makes of its own under the same ids may be shown to it afterwards.
    await inParallel(
      routes.filter(({ method }) => method === 'GET'),
      attack,
    );
    await inParallel(
      routes.filter(({ method }) => method !== 'GET'),
      attack,
    );
    expect(taken).toEqual(MAKE_WHAT_THEY_NAME);
    expect(await stateOf(owner)).toEqual(before);
  });

  it('refuses every route without a valid token, except the public ones', async () => {
    const { ask, ids, owner, routes } = system();
    await inParallel(routes, async (route) => {
      const reply = await ask(route.method, pathWith(route, ids), { token: `${owner}x` });
      expect(reply.status, `${route.method} ${route.path}`).toBe(401);
      expect(reply.headers.get('www-authenticate')).toContain('Bearer');
    });
  });
}
