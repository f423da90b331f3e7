import { createAcceleration, createRegistry, defineCategory } from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import { testKeyRing } from '@quotewright/acceleration/testing';
import { sha256, tenantId } from '@quotewright/kernel';
import { holdsConnection, type Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PublicationStep } from '../ports/publication-step.ts';
import { aCatalogDocument, aNamedCatalog, anOffering } from '../testing/catalog-documents.ts';
import { type CatalogNode, connectionsTaken, namespace, runCatalogNodes } from '../testing/catalog-nodes.ts';
import type { CatalogOverHttp } from '../testing/catalog-over-http.ts';
import {
  activeVersionCategory,
  catalogCategories,
  offeringCategory,
  offeringListCategory,
  publishedVersionCategory,
  ruleGraphCategory,
} from './catalog-categories.ts';

const TODAY = '2026-03-01';
const RULES = 'configuration/rules@1';

/** Compiles something for each offering, as the rules of another context are. */
const rules: PublicationStep = {
  section: RULES,
  schema: z.strictObject({ id: z.string() }),
  check: () => [],
  compile: ({ offerings }, id) => Buffer.from(`graph of ${offerings.byId.get(id)?.name}`),
};

describeOnEachEngine('copies of the catalog', (engine) => {
  let running: Awaited<ReturnType<typeof runCatalogNodes>>;
  /** Who publishes, and who reads elsewhere; as the manager of a tenant of the test's own. */
  let here: CatalogOverHttp;
  let there: CatalogOverHttp;
  let tenant: ReturnType<typeof tenantId>;
  let tenants = 0;
  beforeAll(async () => {
    running = await runCatalogNodes(engine, { today: TODAY, steps: [rules] });
  });
  beforeEach(() => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
    const manager = { tenant, subject: 'cato', roles: ['admin'] };
    here = running.nodes[0].as(manager);
    there = running.nodes[1].as(manager);
  });
  afterAll(() => running.close());

  const nameOf = async (who: CatalogOverHttp, id: string, query = '', headers = {}) =>
    (await who.request('GET', `/product-offerings/${id}${query}`, undefined, headers)).json.name;
  /** Puts into store and memory what whoever can write to the store could put there. */
  const forge = async (node: CatalogNode, category: any, parts: object, value: unknown) => {
    const cache = node.caches.cache(category) as any;
    const key = cache.key(tenant, parts);
    await node.caches.invalidate([key]);
    // The bus tells of the invalidation a moment later, and what is loaded until then is not kept in memory.
    for (let tries = 0; tries < 20 && cache.peek(key) === undefined; tries += 1) {
      await cache.get(key, async () => value);
    }
    expect(cache.peek(key)).toEqual(value);
  };

  describe('a read', () => {
    it('of what is kept takes no connection, and answers byte for byte with its hash', async () => {
      await here.publish(aNamedCatalog('first', 'a'));
      const items = ['/product-offerings/a', '/product-specifications/cable'];
      for (const path of [...items, '/product-offerings', '/categories']) {
        const first = await there.request('GET', path);
        let second: typeof first | undefined;
        const taken = await connectionsTaken(running.nodes[1], async () => {
          second = await there.request('GET', path);
        });
        expect(taken).toBe(0);
        expect(second?.text).toBe(first.text);
        expect(second?.headers['x-catalog-version']).toBe('1');
        expect(second?.headers['x-total-count']).toBe(first.headers['x-total-count']);
        if (items.includes(path)) {
          expect(second?.headers['etag']).toBe(`"${sha256(Buffer.from(first.text))}"`);
        }
      }
    });

    it('of the usual list keeps to its filters; any other list is searched', async () => {
      await here.publish(
        aCatalogDocument([anOffering('a', { markets: ['pl'] }), anOffering('b', { channels: ['web'] })]),
      );
      const ids = async (query: string) =>
        (await there.request('GET', `/product-offerings?${query}`)).json.items.map(
          ({ id }: { id: string }) => id,
        );
      for (let round = 0; round < 2; round += 1) {
        expect(await ids('')).toEqual(['a', 'b']);
        expect(await ids('market=de')).toEqual(['b']);
        expect(await ids('market=pl&channel=partner')).toEqual(['a']);
        expect(await ids('customerType=smb')).toEqual(['a', 'b']);
      }
      expect(await connectionsTaken(running.nodes[1], () => ids('market=de'))).toBe(0);
      expect(await connectionsTaken(running.nodes[1], () => ids('q=b'))).toBe(1);
    });

    it('of the usual list is one for all the codes that nothing in the version names', async () => {
      await here.publish(
        aCatalogDocument([anOffering('a', { markets: ['pl'] }), anOffering('b', { channels: ['web'] })]),
      );
      const ids = async (query: string) =>
        (await there.request('GET', `/product-offerings?${query}`)).json.items.map(
          ({ id }: { id: string }) => id,
        );
      expect(await ids('market=m0')).toEqual(['b']);
      const taken = await connectionsTaken(running.nodes[1], async () => {
        for (const market of ['m1', 'm2', 'web', 'x'.repeat(64)]) {
          expect(await ids(`market=${market}`)).toEqual(['b']);
        }
      });
      expect(taken).toBe(0);
    });

    it('gives other contexts what the tables say, field by field', async () => {
      const full = anOffering('full', {
        markets: ['pl'],
        channels: ['web'],
        customerTypes: ['business'],
        segments: ['smb'],
        places: ['pl-1'],
        validity: { from: '2020-01-01', until: '2099-01-01' },
        unit: { name: 'metre', fractions: true },
        children: [{ offeringId: 'plain', lower: 0, upper: 2 }],
      });
      await here.publish(aCatalogDocument([full, anOffering('plain')]));
      const { catalog, database } = there;
      const asked = ['full', 'plain', 'full', 'none', 'no id at all'];
      const [copied, truth] = [new Map<string, unknown>(), new Map<string, unknown>()];
      for (const [into, first] of [
        [truth, (tx: Tx) => catalog.api.offeringIds(tx, 1)],
        [copied, async () => undefined],
      ] as const) {
        await database.db.withTenant(tenant, 'read', async (tx) => {
          await first(tx);
          into.set('offerings', await catalog.api.findOfferings(tx, 1, asked.slice(0, 4)));
          into.set('definitions', await catalog.api.findDefinitions(tx, 1, asked));
          into.set('hash', await catalog.api.findArtefactHash(tx, 1, RULES, 'full'));
          into.set('artefact', await catalog.api.findArtefact(tx, 1, RULES, 'full'));
          into.set('none', await catalog.api.findArtefact(tx, 1, RULES, 'none'));
        });
      }
      expect(copied.get('offerings')).toMatchObject({ size: 2 });
      expect(copied).toEqual(truth);
      await database.db.withTenant(tenant, 'read', async (tx) => {
        await catalog.api.findOfferings(tx, 1, ['full', 'plain']);
        expect(holdsConnection(tx)).toBe(false);
      });
    });

    it('of what is not there asks once, and finds it in the version that brings it', async () => {
      await here.publish(aNamedCatalog('first', 'a'));
      const status = async () => (await there.request('GET', '/product-offerings/late')).status;
      expect(await status()).toBe(404);
      expect(
        await connectionsTaken(running.nodes[1], async () => {
          expect(await status()).toBe(404);
        }),
      ).toBe(0);
      await here.publish(aNamedCatalog('second', 'a', 'late'));
      expect(await status()).toBe(200);
    });

    it('of a text that is no id keeps nothing', async () => {
      await here.publish(aNamedCatalog('first', 'a'));
      await there.request('GET', '/product-offerings/a');
      for (const id of ['%2a', 'a%20b', '%E2%82%AC', '-']) {
        for (let round = 0; round < 2; round += 1) {
          const taken = await connectionsTaken(running.nodes[1], async () => {
            expect((await there.request('GET', `/product-offerings/${id}`)).status).toBe(404);
          });
          expect(taken).toBe(1);
        }
      }
    });

    it('is never answered with what another tenant has', async () => {
      await here.publish(aNamedCatalog('first', 'a'));
      const rival = running.nodes[1].as({ tenant: `${tenant}-rival`, subject: 'rita', roles: ['admin'] });
      expect(await nameOf(there, 'a')).toBe('first a');
      expect((await rival.request('GET', '/product-offerings/a')).status).toBe(404);
      await rival.publish(aNamedCatalog('rival', 'a'));
      expect(await nameOf(rival, 'a')).toBe('rival a');
      expect(await nameOf(there, 'a')).toBe('first a');
    });

    it('passes over what was stored under another schema', async () => {
      await here.publish(aNamedCatalog('first', 'a'));
      const newer = defineCategory({ ...offeringCategory, schemaVersion: 2 });
      const stores = memoryStores({ engine: running.store });
      const layer = createAcceleration({
        namespace,
        registry: createRegistry([newer]),
        stores,
        keyRing: testKeyRing,
      });
      await layer.ready();
      const cache = layer.cache(newer);
      const key = cache.key(tenant, { version: 1, id: 'a' });
      await layer.invalidate([key]);
      await cache.get(key, async () => Buffer.from('{"name":"of a later schema"}'));
      await layer.close();
      const fresh = await running.another();
      expect(await nameOf(fresh.as({ tenant, subject: 'cato', roles: ['admin'] }), 'a')).toBe('first a');
      await fresh.close();
    });
  });

  describe('a command', () => {
    const inCommand = <T>(work: (tx: Tx) => Promise<T>) =>
      running.database.db.withTenant(tenant, 'write', work);

    it('takes what PostgreSQL has, whatever store and memory say', async () => {
      await here.publish(aNamedCatalog('first', 'a'));
      const node = running.nodes[1];
      const forged = Buffer.from('{"id":"a","name":"forged","specificationId":"cable"}');
      await forge(node, offeringCategory, { version: 1, id: 'a' }, new Uint8Array(forged));
      await forge(node, ruleGraphCategory, { version: 1, id: 'a' }, new Uint8Array(forged));
      await forge(node, activeVersionCategory, {}, { version: 7 });
      await forge(node, publishedVersionCategory, { version: 7 }, true);
      const { api } = node.catalog;
      await inCommand(async (tx) => {
        expect(await api.activeVersion(tx)).toBe(1);
        expect(await api.resolveVersion(tx, {})).toBe(1);
        expect(await api.isPublished(tx, 7)).toBe(false);
        const artefact = await api.findArtefact(tx, 1, RULES, 'a');
        expect(artefact?.bytes.toString()).toBe('graph of first a');
        expect(artefact?.contentHash).toBe(sha256(Buffer.from('graph of first a')));
        expect(await api.findArtefactHash(tx, 1, RULES, 'a')).toBe(artefact?.contentHash);
        expect((await api.findOfferings(tx, 1, ['a'])).get('a')?.name).toBe('first a');
        expect((await api.findDefinitions(tx, 1, ['a'])).get('a')?.offering.name).toBe('first a');
      });
      await node.caches.invalidate([node.caches.cache(activeVersionCategory).key(tenant, {})]);
    });
  });

  it('of a list and of its offerings that contradict each other are not believed', async () => {
    await here.publish(aNamedCatalog('first', 'a'));
    const listed = async () => (await there.request('GET', '/product-offerings')).json.items[0].name;
    expect(await listed()).toBe('first a');
    await forge(
      running.nodes[1],
      offeringCategory,
      { version: 1, id: 'a' },
      new Uint8Array(Buffer.from('{}')),
    );
    expect(await listed()).toBe('first a');
  });

  it('are what the tables say, category by category', async () => {
    await here.publish(aNamedCatalog('first', 'a', 'b'));
    await here.publish(aNamedCatalog('second', 'a', 'b'));
    await there.request('GET', '/product-offerings/a/relationship-graph');
    await there.request('GET', '/categories');
    await there.request('GET', '/product-offerings/a?catalogVersion=1');
    await running.database.db.withTenant(tenant, 'read', (tx) =>
      there.catalog.api.findArtefact(tx, 2, RULES, 'a'),
    );
    const { wrong, found } = await running.differences(running.nodes[0], tenant);
    expect(wrong).toEqual([]);
    expect(Object.keys(found).toSorted()).toEqual(catalogCategories.map(({ name }) => name).toSorted());
    expect(found['catalog.offering']).toBe(4);

    await forge(running.nodes[0], offeringCategory, { version: 2, id: 'b' }, new Uint8Array([1]));
    await forge(running.nodes[0], offeringListCategory, listOfToday(), {
      items: [],
      hasMore: false,
      total: 0,
    });
    const after = await running.differences(running.nodes[0], tenant);
    expect(after.wrong.map((key) => key.split(':')[4])).toEqual(['offering', 'offering-list']);
  });

  it('are found where the row that they were made from was deleted by hand', async () => {
    await here.publish(aNamedCatalog('first', 'a', 'b'));
    for (const id of ['a', 'b']) expect(await nameOf(there, id)).toBe(`first ${id}`);
    expect((await running.differences(running.nodes[0], tenant)).wrong).toEqual([]);
    await running.database.db.asOwner((owner) =>
      owner.script(`
        delete from catalog.version_item
        where tenant_id = '${tenant}' and section = 'catalog/offerings@1' and id = 'a'`),
    );
    const { wrong } = await running.differences(running.nodes[0], tenant);
    expect(wrong.filter((key) => key.includes(':offering:'))).toEqual([
      `test.i-1.1:cpq:catalog:${tenant}:offering:v1:a`,
    ]);
  });

  const listOfToday = () => ({
    version: 2,
    market: '-',
    channel: '-',
    customerType: '-',
    validOn: TODAY,
  });
});
