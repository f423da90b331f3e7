import { newUuid, sha256, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { queries, type SqlError, type Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine, type TestDatabase } from '@quotewright/platform/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sectionContent } from '../domain/section.ts';
import { catalogMigrations } from '../migrations.ts';
import { pgArtefactStore as artefacts } from './artefact-store.pg.ts';
import { pgDraftStore as drafts } from './draft-store.pg.ts';
import { pgImportStore as imports } from './import-store.pg.ts';
import { pgOfferingIndex as offerings } from './offering-index.pg.ts';
import type { Tables } from './tables.ts';
import { pgTenantCatalogStore as catalogs } from './tenant-catalog-store.pg.ts';
import { pgVersionStore as versions } from './version-store.pg.ts';

const SECTION = 'catalog/offerings@1';
const content = (name: string) => sectionContent(SECTION, [{ id: name }]);
const compiled = (id: string, text = `{"id":"${id}"}`) => ({
  id,
  bytes: Buffer.from(text),
  contentHash: sha256(text),
});
const report = { errors: 0, warnings: 0, truncated: false, findings: [] };
const summary = { offerings: 0, changes: { added: 0, changed: 0, removed: 0 } };

describeOnEachEngine('the stores of the catalog', (engine) => {
  let database: TestDatabase;
  let tenants = 0;
  beforeAll(async () => {
    database = await engine.open({ migrations: [catalogMigrations], clock: new ManualClock() });
  });
  afterAll(() => database.close());

  /** A tenant of the test's own, with a draft; transactions follow each other. */
  async function aTenant() {
    tenants += 1;
    const tenant = tenantId(`tenant-${tenants}`);
    const write = <T>(work: (tx: Tx) => Promise<T>) => database.db.withTenant(tenant, 'write', work);
    await write(async (tx) => {
      await catalogs.lock(tx);
      await catalogs.saveDraftRevision(tx, 1);
      await drafts.replace(tx, content('first'), { revision: 1, by: 'cato' });
    });
    return write;
  }
  const begin = async (tx: Tx, version: number) => {
    const lease = { version, token: newUuid() };
    await catalogs.saveLastVersion(tx, version);
    await versions.begin(tx, {
      version,
      draftRevision: 1,
      contentHash: 'c',
      startedBy: 'cato',
      lease,
      leaseUntil: tx.now + 1_000,
    });
    return lease;
  };
  const contentCount = async (tx: Tx) =>
    (await queries<Tables>(tx).selectFrom('catalog.section_content').select('content_hash').execute()).length;
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => 'accepted',
      (error) => (error as SqlError).code,
    );

  it('keep the bytes of the draft, and drop them once neither draft nor version holds them', async () => {
    const write = await aTenant();
    const first = content('first');
    await write(async (tx) => {
      expect(await drafts.find(tx, SECTION)).toMatchObject({
        ...first,
        revision: 1,
        updatedBy: 'cato',
        updatedAt: tx.now,
      });
      await drafts.replace(tx, content('second'), { revision: 2, by: 'cato' });
      expect(await contentCount(tx)).toBe(1);
      await begin(tx, 1);
      await drafts.replace(tx, content('third'), { revision: 3, by: 'cato' });
      expect(await contentCount(tx)).toBe(2);
      expect(await versions.contents(tx, 1)).toEqual([content('second')]);
      expect(await drafts.list(tx)).toMatchObject([{ section: SECTION, revision: 3, itemCount: 1 }]);
    });
  });

  it('let no number go back, whoever writes it', async () => {
    const write = await aTenant();
    await write(async (tx) => {
      await versions.end(tx, await begin(tx, 3), { state: 'published', report, summary });
      expect(await catalogs.advance(tx, 3)).toBe(true);
      expect(await catalogs.advance(tx, 3)).toBe(false);
      expect(await catalogs.advance(tx, 2)).toBe(false);
      expect(await catalogs.read(tx)).toEqual({ draftRevision: 1, lastVersion: 3, activeVersion: 3 });
    });
    expect(await refusal(write((tx) => catalogs.saveLastVersion(tx, 2)))).toBe('23514');
    expect(await refusal(write((tx) => catalogs.saveDraftRevision(tx, 0)))).toBe('23514');
  });

  it('hold one version being built, and only for the lease that was given out last', async () => {
    const write = await aTenant();
    const first = await write((tx) => begin(tx, 1));
    expect(await refusal(write((tx) => begin(tx, 2)))).toBe('23505');
    await write(async (tx) => {
      const second = { version: 1, token: newUuid() };
      expect(await versions.claim(tx, second, tx.now + 2_000)).toBe(true);
      expect(await versions.renew(tx, first, tx.now + 3_000)).toBe(false);
      expect(await versions.end(tx, first, { state: 'published', report, summary })).toBe(false);
      expect(await versions.findBuilding(tx)).toMatchObject({ version: 1, leaseUntil: tx.now + 2_000 });

      expect(await versions.end(tx, second, { state: 'failed', report })).toBe(true);
      expect(await versions.claim(tx, second, tx.now + 2_000)).toBe(false);
      expect(await versions.find(tx, 1)).toMatchObject({ state: 'failed', finishedAt: tx.now, report });
      expect(await versions.findBuilding(tx)).toBeUndefined();
      expect(await versions.list(tx, { limit: 10 })).toEqual([]);
    });
  });

  it('never change a version that was published or has failed, whoever writes', async () => {
    const write = await aTenant();
    await write(async (tx) => {
      await versions.end(tx, await begin(tx, 1), { state: 'published', report, summary });
      await versions.end(tx, await begin(tx, 2), { state: 'failed', failure: 'broke' });
    });
    for (const version of [1, 2]) {
      const tampering = write((tx) =>
        queries<Tables>(tx)
          .updateTable('catalog.catalog_version')
          .set({ content_hash: 'forged' })
          .where('version', '=', version)
          .execute(),
      );
      expect(await refusal(tampering)).toBe('23514');
    }
  });

  it('give a version up for its silence only while its lease has ended', async () => {
    const write = await aTenant();
    await write(async (tx) => {
      const lease = await begin(tx, 1);
      expect(await versions.abandonExpired(tx, 1, 'silent')).toBe(false);
      expect(await versions.renew(tx, lease, tx.now)).toBe(true);
      expect(await versions.abandonExpired(tx, 1, 'silent')).toBe(true);
      expect(await versions.find(tx, 1)).toMatchObject({ state: 'failed', failure: 'silent' });
    });
  });

  it('know the published version before another', async () => {
    const write = await aTenant();
    await write(async (tx) => {
      await versions.end(tx, await begin(tx, 1), { state: 'published', report, summary });
      await versions.end(tx, await begin(tx, 2), { state: 'failed', failure: 'broke' });
      await versions.end(tx, await begin(tx, 3), { state: 'published', report, summary });
      expect(await versions.previous(tx, 3)).toBe(1);
      expect(await versions.previous(tx, 1)).toBeUndefined();
      expect((await versions.list(tx, { limit: 1, before: 3 })).map(({ version }) => version)).toEqual([1]);
    });
  });

  it('keep artefacts byte for byte, once for all versions, however often they are stored', async () => {
    const write = await aTenant();
    const bytes = Buffer.from([0, 255, 10, 0, 128]);
    const odd = { id: 'odd', bytes, contentHash: sha256(bytes) };
    await write(async (tx) => {
      await versions.end(tx, await begin(tx, 1), { state: 'failed', failure: 'x' });
      await begin(tx, 2);
      for (const version of [1, 2, 2])
        await artefacts.store(tx, version, SECTION, [odd, compiled('a'), { ...compiled('a'), id: 'twin' }]);
      await artefacts.store(tx, 2, 'catalog/categories@1', []);
      expect(await artefacts.find(tx, 2, SECTION, 'odd')).toEqual(odd);
      expect((await artefacts.list(tx, 2, SECTION)).map(({ id }) => id)).toEqual(['a', 'odd', 'twin']);
      expect((await artefacts.hashes(tx, 2, SECTION)).get('twin')).toBe(compiled('a').contentHash);
      expect([...(await artefacts.hashesBySection(tx, 2)).keys()]).toEqual([SECTION]);
      const stored = await queries<Tables>(tx)
        .selectFrom('catalog.artefact')
        .select('content_hash')
        .execute();
      expect(stored).toHaveLength(2);
    });
  });

  it('give a command nothing that is not what was recorded, as if somebody had edited the row', async () => {
    const write = await aTenant();
    const edited = {
      id: 'edited',
      bytes: Buffer.from('{"id":"cheaper"}'),
      contentHash: sha256('as published'),
    };
    const asking = write(async (tx) => {
      await begin(tx, 1);
      await artefacts.store(tx, 1, SECTION, [compiled('a'), edited]);
      expect(await artefacts.findMany(tx, 1, SECTION, ['a'])).toEqual([compiled('a')]);
      return artefacts.findMany(tx, 1, SECTION, ['a', 'edited']);
    });
    await expect(asking).rejects.toMatchObject({ code: 'ARTEFACT_DAMAGED' });
    const one = write(async (tx) => {
      await begin(tx, 2);
      await artefacts.store(tx, 2, SECTION, [edited]);
      return artefacts.find(tx, 2, SECTION, 'edited');
    });
    await expect(one).rejects.toMatchObject({ code: 'ARTEFACT_DAMAGED' });
  });

  it('let nobody change what was published, not even by SQL', async () => {
    const write = await aTenant();
    await write(async (tx) => {
      await begin(tx, 1);
      await artefacts.store(tx, 1, SECTION, [compiled('a')]);
    });
    const change = (statement: string) =>
      refusal(write((tx) => sql.raw(statement).execute(queries<Tables>(tx))));
    for (const table of ['artefact', 'version_item', 'version_offering', 'version_section']) {
      expect([table, await change(`update catalog.${table} set tenant_id = tenant_id`)]).toEqual([
        table,
        '42501',
      ]);
      expect([table, await change(`delete from catalog.${table}`)]).toEqual([table, '42501']);
    }
  });

  it('find offerings with their validity, unit and categories as they were stored', async () => {
    const write = await aTenant();
    const offering = {
      id: 'a',
      name: 'Ärger & Söhne',
      specificationId: 'cable',
      lifecycle: 'active' as const,
      isBundle: false,
      validity: { from: '2026-03-01', until: '2026-03-02' },
      markets: ['pl', 'de'],
      channels: [],
      customerTypes: ['business'],
      segments: ['smb'],
      places: ['earth'],
      unit: { name: 'seat', fractions: true },
    };
    await write(async (tx) => {
      await begin(tx, 1);
      await artefacts.store(tx, 1, SECTION, [compiled('a'), compiled('b')]);
      const unlimited = { segments: [], places: [], categoryIds: [] };
      const open = {
        ...offering,
        ...unlimited,
        id: 'b',
        specificationId: 'suite',
        isBundle: true,
        validity: {},
      };
      for (let times = 0; times < 2; times += 1) {
        await offerings.store(tx, 1, [{ ...offering, categoryIds: ['wires'] }, open]);
      }
      const [found] = await offerings.find(tx, 1, ['a', 'nothing', 'a']);
      expect(found).toEqual({ ...offering, catalogVersion: 1, contentHash: compiled('a').contentHash });
      expect((await offerings.find(tx, 1, ['b']))[0]?.validity).toEqual({});
      expect(await offerings.find(tx, 1, [])).toEqual([]);
      expect(await offerings.ids(tx, 1)).toEqual(new Set(['a', 'b']));

      const on = (validOn: string, more = {}) => offerings.count(tx, 1, { validOn, ...more });
      expect(await Promise.all(['2026-02-28', '2026-03-01', '2026-03-02'].map((day) => on(day)))).toEqual([
        1, 2, 1,
      ]);
      expect(await on('2026-03-01', { text: 'SÖHNE', category: 'wires', market: 'de' })).toBe(1);
      expect(await on('2026-03-01', { market: 'us' })).toBe(0);
      expect(await on('2026-03-01', { segment: 'smb', place: 'earth' })).toBe(2);
      expect(await on('2026-03-01', { segment: 'public' })).toBe(1);
      expect(await on('2026-03-01', { place: 'mars' })).toBe(1);
      expect(await on('2026-03-01', { specification: 'cable', bundle: false })).toBe(1);
      expect(await on('2026-03-01', { specification: 'cable', bundle: true })).toBe(0);
      const page = { limit: 1, order: '-name' as const };
      const [last] = await offerings.search(tx, 1, { validOn: '2026-03-01' }, page);
      expect(last).toEqual(compiled('b'));
      expect(await offerings.search(tx, 1, { validOn: '2026-03-01' }, { ...page, after: 'b' })).toEqual([
        compiled('a'),
      ]);
      expect(await offerings.search(tx, 1, { validOn: '2026-03-01' }, { ...page, after: 'a' })).toEqual([]);
      const idsOf = (more: object) =>
        offerings.searchIds(tx, 1, { validOn: '2026-03-01' }, { ...page, ...more });
      expect(await idsOf({ limit: 5 })).toEqual(['b', 'a']);
      expect(await idsOf({ limit: 5, order: 'name' })).toEqual(['a', 'b']);
      expect(await idsOf({ after: 'b' })).toEqual(['a']);
      expect(await offerings.restrictingCodes(tx, 1)).toEqual({
        markets: ['de', 'pl'],
        channels: [],
        customerTypes: ['business'],
      });
      expect(await offerings.restrictingCodes(tx, 2)).toEqual({
        markets: [],
        channels: [],
        customerTypes: [],
      });
    });
  });

  it('keep an imported document until it was worked on, and its report from then on', async () => {
    const write = await aTenant();
    const id = newUuid();
    const imported = { outcome: 'unchanged' as const, draftRevision: 1, sections: [], remarks: report };
    await write(async (tx) => {
      const document = {
        bytes: Buffer.from('{}'),
        media: 'application/yaml' as const,
        format: 'tmf620' as const,
      };
      await imports.create(tx, id, document, 'cato');
      expect(await imports.find(tx, id)).toEqual({ state: 'waiting', document });
      await imports.end(tx, id, imported);
      await imports.end(tx, id);
      expect(await imports.find(tx, id)).toEqual({ state: 'imported', report: imported });
      expect(await imports.find(tx, newUuid())).toBeUndefined();
    });
  });

  it('show a tenant nothing of another, and let nobody write for another', async () => {
    const write = await aTenant();
    const stranger = await aTenant();
    await write(async (tx) => {
      await versions.end(tx, await begin(tx, 1), { state: 'published', report, summary });
      await artefacts.store(tx, 1, SECTION, [compiled('a')]);
    });
    await stranger(async (tx) => {
      expect(await versions.find(tx, 1)).toBeUndefined();
      expect(await versions.contents(tx, 1)).toEqual([]);
      expect(await artefacts.find(tx, 1, SECTION, 'a')).toBeUndefined();
      for (const table of ['section_content', 'catalog_version', 'artefact', 'version_item'] as const) {
        const rows = await queries<Tables>(tx).selectFrom(`catalog.${table}`).select('tenant_id').execute();
        expect(rows.every((row) => row.tenant_id === tx.tenant)).toBe(true);
      }
    });
    const forged = (tx: Tx) =>
      queries<Tables>(tx)
        .insertInto('catalog.artefact')
        .values({ tenant_id: 'tenant-1', content_hash: 'x', bytes: Buffer.from('x') })
        .execute();
    expect(await refusal(stranger(forged))).toBe('42501');
  });
});
