import type { Route } from '@quotewright/platform/http';
import { describeOnPostgres, type TestAnswer } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';

/** What stands in the paths: ids and numbers of acme. */
const PARAMS: Readonly<Record<string, string>> = {
  offeringId: 'secret-offering',
  specificationId: 'cable',
  version: '1',
  context: 'catalog',
  name: 'offerings@1',
};

const pathOf = ({ path }: Route) =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => PARAMS[name] ?? `no ${name}`);

/** What somebody may be told who has no catalog: that there is nothing, in one of these ways. */
const NOTHING: Readonly<Record<string, (answer: TestAnswer) => unknown>> = {
  readCatalogDraft: ({ json }) => json.revision === 0,
  readCatalogDraftSection: ({ json }) => json.items.length === 0,
  exportCatalog: ({ json }) => Object.keys(json.sections).length === 0,
  listCatalogVersions: ({ json }) => json.items.length === 0,
  validateCatalogDraft: ({ json }) => json.revision === 0 && json.findings.length === 0,
};

describeOnPostgres('the catalog of one tenant', (engine) => {
  let acme: CatalogOverHttp;
  let routes: readonly Route[];
  beforeAll(async () => {
    acme = await runCatalogOverHttp({ engine });
    routes = acme.catalog.routes;
    await acme.publish(aCatalogDocument([anOffering('secret-offering', { name: 'Secret offering' })]));
  });
  afterAll(() => acme.close());

  const everything = () =>
    Promise.all(
      routes
        .filter(({ method }) => method === 'GET')
        .map(async (route) => [route.operationId, (await acme.request('GET', pathOf(route))).text]),
    );

  it('is read by that tenant on every route', async () => {
    const answers = await everything();
    expect(answers.filter(([, text]) => text?.includes('"code"'))).toEqual([]);
    expect(answers.length).toBeGreaterThan(10);
  });

  it('is nothing to another tenant, on every route', async () => {
    const rival = acme.as({ tenant: 'rival', roles: ['admin'] });
    for (const route of routes.filter(
      ({ method, operationId }) => method === 'GET' || operationId in NOTHING,
    )) {
      const answer = await rival.request(route.method, pathOf(route));
      expect(answer.text.toLowerCase()).not.toContain('secret');
      const isNothing = answer.status === 404 || NOTHING[route.operationId]?.(answer) === true;
      expect([route.operationId, isNothing]).toEqual([route.operationId, true]);
    }
  });

  it('is untouched by whatever another tenant imports, writes and publishes', async () => {
    const before = await everything();
    const rival = acme.as({ tenant: 'rival', roles: ['admin'] });
    expect(await rival.publish(aCatalogDocument([anOffering('secret-offering', { name: 'Mine' })]))).toBe(1);
    const put = await rival.request(
      'PUT',
      '/catalog/draft/catalog/offerings@1',
      { items: [] },
      { 'if-match': '"1"' },
    );
    expect(put.status).toBe(200);
    expect(await everything()).toEqual(before);
  });

  it('is nothing to a cursor of another tenant', async () => {
    await acme.publish(aCatalogDocument([anOffering('a'), anOffering('secret-offering')]));
    const { nextCursor } = (await acme.request('GET', '/product-offerings?limit=1')).json;
    const other = acme.as({ tenant: 'third', roles: ['admin'] });
    expect((await other.request('GET', `/product-offerings?cursor=${nextCursor}`)).status).toBe(404);
  });

  it('asks on every route for a token, and for a role with the permission', async () => {
    const nobody = acme.as({ tenant: 'acme', roles: ['janitor'] });
    for (const route of routes) {
      const path = pathOf(route);
      const anonymous = await acme.server.request(route.method, path);
      expect([route.operationId, anonymous.status]).toEqual([route.operationId, 401]);
      const refused = await nobody.request(route.method, path);
      expect([route.operationId, refused.status]).toEqual([route.operationId, 403]);
    }
  });

  it('is changed by nobody who only sells', async () => {
    const sales = acme.as({ tenant: 'acme', roles: ['sales'] });
    for (const route of routes) {
      const { status } = await sales.request(route.method, pathOf(route));
      expect([route.operationId, status === 403]).toEqual([route.operationId, route.method !== 'GET']);
    }
  });
});
