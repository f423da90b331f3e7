import { randomUUID } from 'node:crypto';
import { type TenantId, tenantId } from '@quotewright/kernel';
import { queries } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';

interface OutboxTables {
  'platform.outbox': { id: number; type: string; data: unknown };
}

describeOnEachEngine('the lifecycle of a catalog', (engine) => {
  let running: CatalogOverHttp;
  /** As the manager of a tenant of the test's own. */
  let catalog: CatalogOverHttp;
  let tenant: TenantId;
  let tenants = 0;
  beforeAll(async () => {
    running = await runCatalogOverHttp({ engine });
  });
  beforeEach(() => {
    tenants += 1;
    tenant = tenantId(`tenant-${tenants}`);
    catalog = running.as({ tenant, subject: 'cato', roles: ['admin'] });
  });
  afterAll(() => running.close());

  const get = (path: string) => catalog.request('GET', path);
  const post = (path: string, body?: unknown, key: string = randomUUID()) =>
    catalog.request('POST', path, body, { 'idempotency-key': key });
  const retire = (id: string, body?: unknown, key?: string) =>
    post(`/product-offerings/${id}/retire`, body, key);
  const restore = (catalogVersion: number) => post('/catalog/draft/restorations', { catalogVersion });
  const publishDraft = async () => {
    const { state, result, problem } = await catalog.finish('/catalog/publications');
    return state === 'succeeded' ? (result as { catalogVersion: number }).catalogVersion : problem;
  };
  const draftOfferings = async () => (await get('/catalog/draft/catalog/offerings@1')).json.items;
  const retiredEvents = () =>
    catalog.database.db.withTenant(tenant, 'read', async (tx) => {
      const rows = await queries<OutboxTables>(tx)
        .selectFrom('platform.outbox')
        .selectAll()
        .where('type', '=', 'CatalogRetired')
        .orderBy('id')
        .execute();
      return rows.map((row) => row.data);
    });

  describe('retiring an offering', () => {
    it('changes its lifecycle in the draft and nothing else, and says who, what and why', async () => {
      await catalog.publish(aCatalogDocument([anOffering('keeps'), anOffering('goes', { markets: ['pl'] })]));
      const before = await draftOfferings();
      const answer = await retire('goes', { reason: 'nobody buys it' });
      expect(answer).toMatchObject({
        status: 200,
        json: { draftRevision: 2, offering: { id: 'goes', lifecycle: 'retired', markets: ['pl'] } },
      });
      expect(answer.headers['etag']).toBe('"2"');
      expect(await draftOfferings()).toEqual(
        before.map((one: { id: string }) => (one.id === 'goes' ? { ...one, lifecycle: 'retired' } : one)),
      );
      expect((await get('/product-offerings/goes')).json.lifecycle).toBe('active');
      const audit = await get('/audit?action=catalog.offering.retire');
      expect(audit.json.items).toMatchObject([
        {
          entity: { type: 'product-offering', id: 'goes' },
          reason: 'nobody buys it',
          detail: { from: 'active', to: 'retired', revision: 2 },
        },
      ]);
    });

    it('happens once for one key', async () => {
      await catalog.publish(aCatalogDocument([anOffering('goes')]));
      const first = await retire('goes', {}, 'one-key');
      const again = await retire('goes', {}, 'one-key');
      expect([again.status, again.text]).toEqual([200, first.text]);
      expect((await get('/catalog/draft')).json.revision).toBe(2);
    });

    it.each(['retired', 'obsolete'])('is refused where it is %s already', async (lifecycle) => {
      await catalog.publish(aCatalogDocument([anOffering('old', { lifecycle })]));
      expect(await retire('old')).toMatchObject({
        status: 409,
        json: { code: 'OFFERING_ALREADY_RETIRED', lifecycle },
      });
    });

    it('is refused where the draft has no such offering, and without a key', async () => {
      expect(await retire('nothing')).toMatchObject({
        status: 404,
        json: { code: 'DRAFT_OFFERING_UNKNOWN' },
      });
      await catalog.publish(aCatalogDocument([anOffering('here')]));
      expect(await retire('constructor')).toMatchObject({
        status: 404,
        json: { code: 'DRAFT_OFFERING_UNKNOWN' },
      });
      expect(await catalog.request('POST', '/product-offerings/here/retire')).toMatchObject({
        status: 400,
        json: { code: 'IDEMPOTENCY_KEY_REQUIRED' },
      });
      expect((await get('/catalog/draft')).json.revision).toBe(1);
    });

    it('loses no change when two offerings retire at the same time', async () => {
      await catalog.publish(aCatalogDocument([anOffering('a'), anOffering('b')]));
      const answers = await Promise.all([retire('a'), retire('b')]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect((await draftOfferings()).map((one: { lifecycle: string }) => one.lifecycle)).toEqual([
        'retired',
        'retired',
      ]);
    });

    it('is an event of the publication, also when an import did it, and once', async () => {
      const states = (a: string, b: string) =>
        aCatalogDocument([anOffering('a', { lifecycle: a }), anOffering('b', { lifecycle: b })]);
      await catalog.publish(states('active', 'active'));
      await retire('a');
      expect(await retiredEvents()).toEqual([]);
      expect(await publishDraft()).toBe(2);
      await catalog.publish(states('retired', 'obsolete'));
      await catalog.publish(states('obsolete', 'obsolete'));
      expect(await retiredEvents()).toMatchObject([
        {
          offeringId: 'a',
          catalogVersion: 2,
          previousVersion: 1,
          lifecycle: 'retired',
          previousLifecycle: 'active',
        },
        { offeringId: 'b', catalogVersion: 3, lifecycle: 'obsolete', previousLifecycle: 'active' },
      ]);
    });
  });

  it('warns, in validation and publication, of an offering that goes back to an earlier state', async () => {
    await catalog.publish(aCatalogDocument([anOffering('a', { lifecycle: 'retired' })]));
    await catalog.finish('/catalog/imports', aCatalogDocument([anOffering('a')]));
    const finding = { severity: 'warning', code: 'LIFECYCLE_BACKWARDS', pointer: '/items/0/lifecycle' };
    const validation = await catalog.request('POST', '/catalog/draft/validate');
    expect(validation.json).toMatchObject({ errors: 0, warnings: 1, findings: [finding] });
    expect(await publishDraft()).toBe(2);
    expect((await get('/catalog/publications/2')).json.report).toMatchObject({ findings: [finding] });
  });

  describe('restoring the draft to a version', () => {
    const A = aCatalogDocument([anOffering('a')]);
    const B = aCatalogDocument([anOffering('a', { name: 'Other' }), anOffering('b')]);

    it('publishes the old content as a new version; readers of the one between see it unchanged', async () => {
      await catalog.publish(A);
      await catalog.publish(B);
      const pinned = await get('/product-offerings/b?catalogVersion=2');
      const restored = await restore(1);
      expect(restored.status).toBe(200);
      expect(restored.json).toEqual((await get('/catalog/draft')).json);
      expect(restored.json.revision).toBe(3);
      expect(await publishDraft()).toBe(3);
      const [first, third] = await Promise.all([1, 3].map((version) => get(`/catalog/versions/${version}`)));
      expect(third?.json.contentHash).toBe(first?.json.contentHash);
      expect((await get('/catalog/versions/3/diff?against=1')).json.changes).toEqual([]);
      expect((await get('/product-offerings/b')).status).toBe(404);
      expect((await get('/product-offerings/b?catalogVersion=2')).text).toBe(pinned.text);
    });

    it('takes away what the version does not have, and gives that a new beginning', async () => {
      const { 'catalog/categories@1': _, ...fewer } = A.sections;
      await catalog.publish({ ...A, sections: fewer });
      const first = (await get('/catalog/versions/1')).json;
      await catalog.publish(B);
      const { sections } = (await restore(1)).json;
      expect(
        sections.map((one: { section: string; revision: number }) => [one.section, one.revision]),
      ).toEqual([
        ['catalog/categories@1', 0],
        ['catalog/offerings@1', 3],
        ['catalog/specifications@1', 3],
      ]);
      expect(await publishDraft()).toBe(3);
      expect((await get('/catalog/versions/3')).json.contentHash).toBe(first.contentHash);
      const put = await catalog.request(
        'PUT',
        '/catalog/draft/catalog/categories@1',
        { items: [{ id: 'wires', name: 'Wires' }] },
        { 'if-match': '"0"' },
      );
      expect(put).toMatchObject({ status: 200, json: { revision: 4 } });
    });

    it('makes who edits an older revision read it again', async () => {
      await catalog.publish(A);
      await catalog.publish(B);
      await restore(1);
      const put = await catalog.request(
        'PUT',
        '/catalog/draft/catalog/specifications@1',
        { items: [] },
        { 'if-match': '"1"' },
      );
      expect(put).toMatchObject({ status: 412, json: { code: 'DRAFT_SECTION_CHANGED' } });
    });

    it('changes nothing where the draft is that version, and its publication is refused as ever', async () => {
      await catalog.publish(A);
      expect((await restore(1)).json.revision).toBe(1);
      expect(await post('/catalog/publications')).toMatchObject({
        status: 409,
        json: { code: 'CATALOG_UNCHANGED' },
      });
      expect((await get('/audit?action=catalog.draft.restore')).json.items).toEqual([]);
    });

    it('is refused for a version that was not published', async () => {
      await catalog.publish(A);
      expect(await restore(7)).toMatchObject({ status: 404, json: { code: 'CATALOG_VERSION_UNKNOWN' } });
      expect(await post('/catalog/draft/restorations', { catalogVersion: 0 })).toMatchObject({
        status: 400,
        json: { code: 'REQUEST_INVALID' },
      });
    });
  });

  describe('the difference between versions, in detail', () => {
    it('names the members of what changed, with their values', async () => {
      await catalog.publish(
        aCatalogDocument([anOffering('a', { markets: ['de', 'pl'] }), anOffering('gone')]),
      );
      await catalog.publish(
        aCatalogDocument([
          anOffering('a', { name: 'Other', markets: ['pl'], description: 'New' }),
          anOffering('new'),
        ]),
      );
      const { json } = await get('/catalog/versions/2/diff?detail=members');
      expect(json).toMatchObject({ catalogVersion: 2, against: 1, truncated: false });
      expect(json.changes).toMatchObject([
        {
          section: 'catalog/offerings@1',
          id: 'a',
          change: 'changed',
          truncated: false,
          members: [
            { pointer: '/description', after: 'New' },
            { pointer: '/markets', before: ['de', 'pl'], after: ['pl'] },
            { pointer: '/name', before: 'Offering a', after: 'Other' },
          ],
        },
        { id: 'gone', change: 'removed' },
        { id: 'new', change: 'added' },
      ]);
      expect(json.changes[1]).not.toHaveProperty('members');
      expect((await get('/catalog/versions/2/diff')).text).not.toContain('members');
    });

    it('is of one section where one is named', async () => {
      await catalog.publish(aCatalogDocument());
      const section = encodeURIComponent('catalog/categories@1');
      const { json } = await get(`/catalog/versions/1/diff?section=${section}`);
      expect(json.changes).toMatchObject([{ id: 'wires', change: 'added' }]);
      expect((await get('/catalog/versions/1/diff?section=no%2Fsuch@1')).json.changes).toEqual([]);
      expect((await get('/catalog/versions/1/diff?detail=all')).status).toBe(400);
    });

    it('is cut where it would be too much, and says so', async () => {
      const many = (name: string) =>
        Array.from({ length: 501 }, (_, index) => anOffering(`o-${index}`, { name: `${name} ${index}` }));
      await catalog.publish(aCatalogDocument(many('First')));
      await catalog.publish(aCatalogDocument(many('Second')));
      const { json } = await get('/catalog/versions/2/diff?detail=members');
      expect(json.truncated).toBe(true);
      expect(json.changes).toHaveLength(500);
      expect(json.changes.every((one: { members: unknown[] }) => one.members.length === 1)).toBe(true);
      expect((await get('/catalog/versions/2/diff')).json.changes).toHaveLength(501);
    });

    it('cuts the members of an item, too', async () => {
      const attributes = (value: number, count = 200) =>
        Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, value]));
      const offering = (name: string, value: number) =>
        anOffering('a', { name, attributes: attributes(value) });
      await catalog.publish(aCatalogDocument([offering('First', 1)]));
      await catalog.publish(aCatalogDocument([offering('Second', 2)]));
      const { json } = await get('/catalog/versions/2/diff?detail=members');
      expect(json).toMatchObject({
        truncated: true,
        changes: [{ truncated: true, members: { length: 200 } }],
      });
    });
  });

  describe('the history of an offering', () => {
    beforeEach(async () => {
      for (const offerings of [
        [anOffering('other')],
        [anOffering('other'), anOffering('a')],
        [anOffering('other', { name: 'Renamed' }), anOffering('a')],
        [anOffering('a', { name: 'Second' })],
        [anOffering('other')],
        [anOffering('a', { name: 'Second' })],
      ]) {
        await catalog.publish(aCatalogDocument(offerings));
      }
    });

    it('names the versions in which it came, changed and went, newest first', async () => {
      const { json } = await get('/product-offerings/a/history');
      expect(json.nextCursor).toBeUndefined();
      expect(
        json.items.map((one: { catalogVersion: number; change: string }) => [one.catalogVersion, one.change]),
      ).toEqual([
        [6, 'added'],
        [5, 'removed'],
        [4, 'changed'],
        [2, 'added'],
      ]);
      const [added, removed, changed, first] = json.items;
      expect(added.publishedBy).toBe('cato');
      expect(added.publishedAt).toBe((await get('/catalog/versions/6')).json.publishedAt);
      expect(added).not.toHaveProperty('beforeHash');
      expect(removed.beforeHash).toBe(changed.afterHash);
      expect(changed.beforeHash).toBe(first.afterHash);
      const published = await get('/product-offerings/a?catalogVersion=4');
      expect(published.headers['etag']).toBe(`"${changed.afterHash}"`);
    });

    it('comes in pages that hold each change once', async () => {
      const seen: number[] = [];
      let next = '';
      do {
        const { json } = await get(`/product-offerings/a/history?limit=1${next}`);
        seen.push(...json.items.map((one: { catalogVersion: number }) => one.catalogVersion));
        next = json.nextCursor === undefined ? '' : `&cursor=${json.nextCursor}`;
      } while (next !== '');
      expect(seen).toEqual([6, 5, 4, 2]);
    });

    it('is nothing for what was never published, and to another tenant', async () => {
      const unknown = { status: 404, json: { code: 'OFFERING_UNKNOWN' } };
      expect(await get('/product-offerings/nothing/history')).toMatchObject(unknown);
      const rival = catalog.as({ tenant: 'rival', roles: ['admin'] });
      expect(await rival.request('GET', '/product-offerings/a/history')).toMatchObject(unknown);
    });
  });
});
