import { newUuid, sha256, tenantId } from '@quotewright/kernel';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine, type TestDatabase } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OFFERINGS } from '../domain/product-offering.schema.ts';
import { sectionContent } from '../domain/section.ts';
import { catalogMigrations } from '../migrations.ts';
import { pgArtefactContents as contents } from './artefact-contents.pg.ts';
import { pgArtefactStore as artefacts } from './artefact-store.pg.ts';
import { pgDraftStore as drafts } from './draft-store.pg.ts';
import { pgOfferingHistory as history } from './offering-history.pg.ts';
import type { Tables } from './tables.ts';
import { pgTenantCatalogStore as catalogs } from './tenant-catalog-store.pg.ts';
import { pgVersionStore as versions } from './version-store.pg.ts';

const { section } = OFFERINGS;
const report = { errors: 0, warnings: 0, truncated: false, findings: [] };
const summary = { offerings: 0, changes: { added: 0, changed: 0, removed: 0 } };
const compiled = (id: string, text: string) => ({ id, bytes: Buffer.from(text), contentHash: sha256(text) });

describeOnEachEngine('what a catalog was', (engine) => {
  let database: TestDatabase;
  let tenants = 0;
  beforeAll(async () => {
    database = await engine.open({ migrations: [catalogMigrations] });
  });
  afterAll(() => database.close());

  function aTenant() {
    tenants += 1;
    const tenant = tenantId(`tenant-${tenants}`);
    return <T>(work: (tx: Tx) => Promise<T>) => database.db.withTenant(tenant, 'write', work);
  }

  /** A version with these offerings, frozen from what the draft holds. */
  async function aVersion(tx: Tx, version: number, offerings: Record<string, string>, failed = false) {
    const lease = { version, token: newUuid() };
    await catalogs.lock(tx);
    await catalogs.saveLastVersion(tx, version);
    const begun = { version, draftRevision: 1, contentHash: 'c', startedBy: `author-${version}` };
    await versions.begin(tx, { ...begun, lease, leaseUntil: tx.now + 1_000 });
    const items = Object.entries(offerings).map(([id, text]) => compiled(id, text));
    await artefacts.store(tx, version, section, items);
    const end = failed
      ? ({ state: 'failed', report } as const)
      : ({ state: 'published', report, summary } as const);
    await versions.end(tx, lease, end);
  }

  it('is told by the published versions alone: a failed one between them changed nothing', async () => {
    await aTenant()(async (tx) => {
      await aVersion(tx, 1, { a: 'one' });
      await aVersion(tx, 2, { a: 'two' }, true);
      await aVersion(tx, 3, { a: 'one', b: 'one' });
      await aVersion(tx, 5, { a: 'five' });
      const changes = await history.changes(tx, 'a', { limit: 10 });
      expect(changes).toEqual([
        {
          id: 'a',
          version: 5,
          change: 'changed',
          beforeHash: sha256('one'),
          afterHash: sha256('five'),
          publishedAt: tx.now,
          publishedBy: 'author-5',
        },
        {
          id: 'a',
          version: 1,
          change: 'added',
          afterHash: sha256('one'),
          publishedAt: tx.now,
          publishedBy: 'author-1',
        },
      ]);
      expect(await history.changes(tx, 'a', { limit: 1, before: 5 })).toEqual(changes.slice(1));
      expect(await history.changes(tx, 'b', { limit: 10 })).toMatchObject([
        { version: 5, change: 'removed' },
        { version: 3, change: 'added' },
      ]);
      expect(await history.changes(tx, 'c', { limit: 10 })).toEqual([]);
    });
  });

  it('is read by hash in the given order, until the bytes are more than were wanted', async () => {
    const write = aTenant();
    const [six, four, three] = ['sixsix', 'four', 'the'].map(sha256) as [string, string, string];
    await write((tx) => aVersion(tx, 1, { a: 'sixsix', b: 'four', c: 'the' }));
    await write(async (tx) => {
      expect([...(await contents.find(tx, [three, six, sha256('nothing')], 9)).keys()].sort()).toEqual(
        [three, six].sort(),
      );
      expect((await contents.find(tx, [six, three, four], 12)).get(four)).toBeUndefined();
      expect((await contents.find(tx, [six], 6)).get(six)).toEqual(Buffer.from('sixsix'));
      expect(await contents.find(tx, [six], 5)).toEqual(new Map());
      expect(await contents.find(tx, [], 5)).toEqual(new Map());
    });
    await aTenant()(async (tx) => expect(await contents.find(tx, [six], 6)).toEqual(new Map()));
  });

  it('can be the draft again: its sections exactly, at one revision, and nothing that nobody holds', async () => {
    const write = aTenant();
    const content = (name: string, id: string) => sectionContent(name, [{ id }]);
    const draftOf = async (tx: Tx) =>
      (await drafts.contents(tx)).map(({ section: name, revision, bytes }) => [
        name,
        revision,
        String(bytes),
      ]);
    await write(async (tx) => {
      await catalogs.lock(tx);
      await catalogs.saveDraftRevision(tx, 1);
      await drafts.replace(tx, content('test/a@1', 'first'), { revision: 1, by: 'cato' });
      await drafts.replace(tx, content('test/b@1', 'same'), { revision: 1, by: 'cato' });
      await aVersion(tx, 1, {});
      await drafts.replace(tx, content('test/a@1', 'second'), { revision: 2, by: 'cato' });
      await drafts.replace(tx, content('test/c@1', 'new'), { revision: 3, by: 'cato' });
      await drafts.restore(tx, 1, { revision: 4, by: 'cleo' });
      expect(await draftOf(tx)).toEqual([
        ['test/a@1', 4, '{"items":[{"id":"first"}]}'],
        ['test/b@1', 4, '{"items":[{"id":"same"}]}'],
      ]);
      expect(await drafts.find(tx, 'test/a@1')).toMatchObject({ updatedBy: 'cleo', updatedAt: tx.now });
      expect(await contentCount(tx)).toBe(2);
    });
  });
});

async function contentCount(tx: Tx): Promise<number> {
  const rows = await queries<Tables>(tx)
    .selectFrom('catalog.section_content')
    .select('content_hash')
    .execute();
  return rows.length;
}
