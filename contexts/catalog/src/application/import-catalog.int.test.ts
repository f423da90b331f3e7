import { newUuid, tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { describeOnPostgres, type TestDatabase } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pgArtefactStore } from '../adapters/artefact-store.pg.ts';
import { pgDraftStore } from '../adapters/draft-store.pg.ts';
import { pgImportStore } from '../adapters/import-store.pg.ts';
import { readYaml } from '../adapters/read-yaml.ts';
import { pgTenantCatalogStore } from '../adapters/tenant-catalog-store.pg.ts';
import { readJson } from '../domain/read-json.ts';
import { catalogMigrations } from '../migrations.ts';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { runImport } from './accept-import.ts';
import { catalogSteps } from './catalog-steps.ts';
import { importCatalog } from './import-catalog.ts';
import { draftRevisionNow } from './preview-import.ts';
import { sectionRegistry } from './section-registry.ts';

const actor = systemPrincipal(tenantId('acme'), 'test');
const work = { tenant: actor.tenant, actor };
const sent = (document: unknown, format: 'catalog' | 'tmf620' = 'catalog') => ({
  bytes: Buffer.from(JSON.stringify(document)),
  media: 'application/json' as const,
  format,
});
const category = (id: string) => ({ '@type': 'Category', id, name: id.toUpperCase() });

describeOnPostgres('two imports at once', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [catalogMigrations] });
  });
  afterAll(() => database.close());

  /** An import during which, between what it reads and what it writes, `meanwhile` happens. */
  const importing = (meanwhile: () => Promise<unknown>) => {
    const { db } = database;
    const withTenant: typeof db.withTenant = async (tenant, access, change) => {
      if (access === 'write') await meanwhile();
      return db.withTenant(tenant, access, change);
    };
    return importCatalog({
      database: { ...db, withTenant },
      registry: sectionRegistry(catalogSteps),
      catalog: pgTenantCatalogStore,
      artefacts: pgArtefactStore,
      drafts: pgDraftStore,
      syntaxes: { 'application/json': readJson, 'application/yaml': readYaml },
    });
  };
  const quietly = (...what: Parameters<ReturnType<typeof importing>>) =>
    importing(async () => undefined)(...what);
  const categoryIds = async () => {
    const contents = await database.db.withTenant(work.tenant, 'read', pgDraftStore.contents);
    const found = contents.find(({ section }) => section === 'catalog/categories@1');
    return JSON.parse(String(found?.bytes)).items.map(({ id }: { id: string }) => id);
  };

  it('lose nothing: what joined the draft meanwhile is merged with, too', async () => {
    await quietly(work, sent(aCatalogDocument([anOffering('cable-1')])));
    let times = 0;
    const disturbed = importing(async () => {
      times += 1;
      if (times === 1) await quietly(work, sent(category('first'), 'tmf620'));
    });
    expect(await disturbed(work, sent(category('second'), 'tmf620'))).toMatchObject({ outcome: 'imported' });
    expect(times).toBe(2);
    expect(await categoryIds()).toEqual(['first', 'second', 'wires']);
  });

  it('do not go round for ever: who is always overtaken gives up, and has changed nothing', async () => {
    let times = 0;
    const overtaken = importing(async () => {
      times += 1;
      await quietly(work, sent(category(`other-${times}`), 'tmf620'));
    });
    await expect(overtaken(work, sent(category('never'), 'tmf620'))).rejects.toMatchObject({
      code: 'DRAFT_SECTION_CHANGED',
    });
    expect(await categoryIds()).not.toContain('never');
  });

  const revisionNow = () =>
    database.db.withTenant(work.tenant, 'read', draftRevisionNow({ drafts: pgDraftStore }));
  /** A kept document, and its job's part. */
  const kept = async (document: unknown) => {
    const importId = newUuid();
    await database.db.withTenant(work.tenant, 'write', (tx) =>
      pgImportStore.create(tx, importId, sent(document, 'tmf620'), 'test'),
    );
    const terms = { expectedRevision: await revisionNow() };
    return (meanwhile: () => Promise<unknown>) =>
      runImport({
        database: database.db,
        imports: pgImportStore,
        drafts: pgDraftStore,
        importCatalog: importing(meanwhile),
      })(work, importId, terms);
  };
  const outdated = { code: 'IMPORT_PREVIEW_OUTDATED' };

  it('are not merged where one was previewed: it is refused, and its repeats are told the same', async () => {
    const run = await kept(category('previewed'));
    await expect(run(() => quietly(work, sent(category('theirs'), 'tmf620')))).rejects.toMatchObject(
      outdated,
    );
    await expect(run(async () => undefined)).rejects.toMatchObject(outdated);
    expect(await categoryIds()).toContain('theirs');
    expect(await categoryIds()).not.toContain('previewed');
  });

  it('that are two runs of one import have one report, also where it was previewed', async () => {
    const run = await kept(category('twice'));
    const reports: unknown[] = [];
    const slow = await run(async () => {
      reports.push(await run(async () => undefined));
    });
    expect(reports).toEqual([slow]);
    expect(slow).toMatchObject({ outcome: 'imported' });
    expect(await categoryIds()).toContain('twice');
  });
});
