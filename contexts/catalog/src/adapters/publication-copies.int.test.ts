import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { aCatalogDocument, aNamedCatalog, anOffering } from '../testing/catalog-documents.ts';
import { connectionsTaken, runCatalogNodes } from '../testing/catalog-nodes.ts';
import type { CatalogOverHttp } from '../testing/catalog-over-http.ts';
import { type Death, mortalDatabase } from '../testing/mortal-database.ts';
import { offeringCategory } from './catalog-categories.ts';

const TODAY = '2026-03-01';

const nameOf = async (who: CatalogOverHttp, id: string, query = '', headers = {}) =>
  (await who.request('GET', `/product-offerings/${id}${query}`, undefined, headers)).json.name;

describeOnEachEngine('a publication beside copies', (engine) => {
  let running: Awaited<ReturnType<typeof runCatalogNodes>>;
  /** Who publishes, and who reads elsewhere; as the manager of a tenant of the test's own. */
  let here: CatalogOverHttp;
  let there: CatalogOverHttp;
  let tenant: ReturnType<typeof tenantId>;
  let tenants = 0;
  beforeAll(async () => {
    running = await runCatalogNodes(engine, { today: TODAY });
  });
  beforeEach(() => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
    const manager = { tenant, subject: 'cato', roles: ['admin'] };
    here = running.nodes[0].as(manager);
    there = running.nodes[1].as(manager);
  });
  afterAll(() => running.close());

  it('is seen by its publisher at once, and by whoever names its version anywhere', async () => {
    await here.publish(aNamedCatalog('first', 'a'));
    expect(await nameOf(here, 'a')).toBe('first a');
    expect(await nameOf(there, 'a')).toBe('first a');
    await here.publish(aNamedCatalog('second', 'a'));
    expect(await nameOf(here, 'a')).toBe('second a');
    expect(await nameOf(there, 'a', '', { 'quotewright-min-version': 'catalog=2' })).toBe('second a');
  });

  it('that is not there yet is refused to whoever demands it', async () => {
    await here.publish(aNamedCatalog('first', 'a'));
    expect(await nameOf(there, 'a')).toBe('first a');
    const early = await there.request('GET', '/product-offerings/a', undefined, {
      'quotewright-min-version': 'catalog=2',
    });
    expect(early).toMatchObject({ status: 409, json: { code: 'VERSION_NOT_PUBLISHED' } });
  });

  it('leaves versions before it as they were, retired offerings included', async () => {
    await here.publish(aNamedCatalog('first', 'a', 'b'));
    expect(await nameOf(there, 'b')).toBe('first b');
    await here.publish(aCatalogDocument([anOffering('a', { name: 'second a', lifecycle: 'retired' })]));
    for (const who of [here, there]) {
      expect(await nameOf(who, 'a', '?catalogVersion=1')).toBe('first a');
      expect(await nameOf(who, 'b', '?catalogVersion=1')).toBe('first b');
    }
    expect(await connectionsTaken(running.nodes[1], () => nameOf(there, 'b', '?catalogVersion=1'))).toBe(0);
    expect((await here.request('GET', '/product-offerings/b')).status).toBe(404);
    expect((await here.request('GET', '/product-offerings')).json.items).toEqual([]);
  });

  it('has its copies ready before it is the active version', async () => {
    await here.publish(aNamedCatalog('first', 'a', 'b'));
    // The pointer alone is read: it was moved a moment ago.
    expect(await connectionsTaken(running.nodes[0], () => here.request('GET', '/product-offerings'))).toBe(1);
    const warm = ['/product-offerings/a', '/product-offerings/b', '/product-specifications/cable'];
    for (const path of warm) {
      expect(await connectionsTaken(running.nodes[0], () => here.request('GET', path))).toBe(0);
    }
  });

  it('tells its progress, which only rises, to its end', async () => {
    await here.finish(
      '/catalog/imports',
      aNamedCatalog('first', ...Array.from({ length: 120 }, (_, n) => `o-${n}`)),
    );
    const told: [number, number][] = [];
    const work = {
      tenant,
      actor: systemPrincipal(tenant, 'test'),
      progress: (done: number, total: number) => told.push([done, total]),
    };
    await here.catalog.commands.publishCatalog(work);
    const done = told.map(([count]) => count);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    // Offerings compiled, indexed and copied; a specification and a category.
    expect(told.at(-1)).toEqual([3 * 120 + 2, 3 * 120 + 2]);
    expect(new Set(told.map(([, total]) => total)).size).toBe(1);
  });

  it('that breaks after its copies were made burns its number and spoils nothing', async () => {
    await here.publish(aNamedCatalog('first', 'a'));
    await here.finish('/catalog/imports', aNamedCatalog('second', 'a', 'b'));
    const publishing = async (death?: Death) => {
      let begun = () => 0;
      const node = await running.another((database) => {
        const mortal = mortalDatabase(database, death, ['write']);
        begun = mortal.begun;
        return mortal;
      });
      const work = { tenant, actor: systemPrincipal(tenant, 'test') };
      const outcome = await node.catalog.commands.publishCatalog(work).catch((error: unknown) => error);
      await node.close();
      return { outcome, begun: begun() };
    };
    // As many writes as a rival's same publication takes: the last one moves the pointer.
    const own = tenant;
    tenant = tenantId(`${own}-other`);
    const other = running.nodes[0].as({ tenant, subject: 'cato', roles: ['admin'] });
    await other.publish(aNamedCatalog('first', 'a'));
    await other.finish('/catalog/imports', aNamedCatalog('second', 'a', 'b'));
    const { begun } = await publishing();
    tenant = own;

    const { outcome } = await publishing({ at: begun, when: 'before', recovers: true });
    expect(outcome).toBeInstanceOf(Error);
    const cache = running.nodes[0].caches.cache(offeringCategory);
    const leftover = await cache.stored(cache.key(tenant, { version: 2, id: 'b' }));
    expect(leftover.outcome).toBe('copy');
    for (const who of [here, there]) {
      expect(await nameOf(who, 'a')).toBe('first a');
      expect((await who.request('GET', '/product-offerings/b?catalogVersion=2')).status).toBe(404);
    }
    await here.finish('/catalog/imports', aNamedCatalog('third', 'a'));
    const published = await here.finish('/catalog/publications');
    expect(published.result).toMatchObject({ catalogVersion: 3 });
    for (const who of [here, there]) {
      const newest = { 'quotewright-min-version': 'catalog=3' };
      expect(await nameOf(who, 'a', '', newest)).toBe('third a');
      expect((await who.request('GET', '/product-offerings/b', undefined, newest)).status).toBe(404);
      expect((await who.request('GET', '/product-offerings/b?catalogVersion=2')).status).toBe(404);
    }
  });

  it('evicts the pointer again when its event arrives, however often', async () => {
    await here.publish(aNamedCatalog('first', 'a'));
    await there.request('GET', '/product-offerings/a');
    const [consumer] = running.nodes[1].catalog.consumers ?? [];
    if (consumer === undefined || !('apply' in consumer)) throw new Error('the catalog has no consumer');
    expect(consumer).toMatchObject({ name: 'catalog-caches', events: ['CatalogPublished'] });
    const event = { tenant, type: 'CatalogPublished' } as never;
    await consumer.apply([event, event]);
    await consumer.apply([event]);
    expect(await connectionsTaken(running.nodes[1], () => there.request('GET', '/product-offerings/a'))).toBe(
      1,
    );
    expect(await connectionsTaken(running.nodes[1], () => there.request('GET', '/product-offerings/a'))).toBe(
      0,
    );
  });
});

describeOnEachEngine('the catalog without its store', (engine) => {
  it('answers as before, publishes, and shows what was published', async () => {
    const running = await runCatalogNodes(engine, { today: TODAY });
    const [here, there] = running.nodes;
    await here.publish(aNamedCatalog('first', 'a'));
    expect(await nameOf(there, 'a')).toBe('first a');
    await running.breakStores();
    for (const node of running.nodes) expect(await nameOf(node, 'a')).toBe('first a');
    await here.publish(aNamedCatalog('second', 'a', 'b'));
    const newest = { 'quotewright-min-version': 'catalog=2' };
    for (const node of running.nodes) {
      expect(await nameOf(node, 'a', '', newest)).toBe('second a');
      const list = await node.request('GET', '/product-offerings', undefined, newest);
      expect(list.headers['x-total-count']).toBe('2');
      const before = await node.request('GET', '/product-offerings/a?catalogVersion=1');
      expect(before.json.name).toBe('first a');
    }
    expect(await nameOf(here, 'a')).toBe('second a');
    await running.close();
  });
});
