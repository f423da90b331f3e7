import { randomUUID } from 'node:crypto';
import { systemClock } from '@quotewright/kernel';
import { fileModule } from '@quotewright/platform/files';
import { runDueJobs } from '@quotewright/platform/jobs';
import { createLogger } from '@quotewright/platform/telemetry';
import {
  defaultRolesAuthorizer,
  describeOnPostgres,
  type TestAnswer,
  type TestDatabase,
  type TestServer,
  testServer,
} from '@quotewright/platform/testing';
import { wizardModule } from '@quotewright/platform/wizards';
import { tenancyInMemory } from '@quotewright/tenancy/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogMigrations } from '../migrations.ts';
import { type CatalogModule, catalogModule } from '../module.ts';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';

const cato = { tenant: 'acme', subject: 'cato', roles: ['catalog-manager'] };
const OFFERINGS = 'catalog/offerings@1';

describeOnPostgres('the catalog import wizard', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let catalog: CatalogModule;
  beforeAll(async () => {
    database = await engine.open({
      migrations: [catalogMigrations],
    });
    const { db } = database;
    catalog = catalogModule({ database: db, tenancy: tenancyInMemory(), publicationSteps: [] });
    const wizards = wizardModule({
      database: db,
      authorizer: defaultRolesAuthorizer([catalog]),
      definitions: catalog.wizards ?? [],
    });
    server = await testServer({ modules: [catalog, fileModule({ database: db }), wizards], database: db });
  });
  afterAll(async () => {
    await server.close();
    await database.close();
  });

  const request = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    server.request(method, path, {
      as: cato,
      ...(body !== undefined && { body }),
      headers: { 'idempotency-key': randomUUID(), ...headers },
    });
  const upload = async (document: unknown, type = 'application/json'): Promise<string> => {
    const { status, json } = await request('POST', '/files', document, { 'content-type': type });
    expect(status).toBe(201);
    return json.id;
  };
  const on = (last: TestAnswer, path: string, body?: object) =>
    request('POST', `/wizards/${last.json.id}${path}`, body, { 'if-match': last.headers['etag'] ?? '' });
  const chosen = async (fileId: string, format = 'catalog') =>
    on(await request('POST', '/wizards', { type: 'catalog-import' }), '/steps/upload', { fileId, format });
  const previewed = async (fileId: string) =>
    on(await on(await chosen(fileId), '/steps/validate', {}), '/steps/preview', {});
  const runJobs = () =>
    runDueJobs({
      database: database.db,
      handlers: catalog.jobs,
      clock: systemClock,
      log: createLogger({ level: 'silent', format: 'json' }),
    });
  const imported = async (last: TestAnswer) => {
    const taken = await on(last, '/commit');
    expect(taken.status).toBe(202);
    await runJobs();
    return (await request('GET', `/jobs/${taken.json.id}`)).json;
  };
  const draft = async () => (await request('GET', '/catalog/exports')).text;

  it('shows what would change, changes nothing, and then is the import', async () => {
    const before = await draft();
    const ready = await previewed(await upload(aCatalogDocument([anOffering('a'), anOffering('b')])));
    const { validate, preview, upload: sent } = ready.json.validationSummary;
    expect(sent).toMatchObject({ mediaType: 'application/json' });
    expect(validate).toMatchObject({ errors: 0, truncated: false });
    expect(preview.draftRevision).toBe(0);
    expect(preview.sections).toContainEqual({
      section: OFFERINGS,
      added: 2,
      changed: 0,
      removed: 0,
      items: [
        { id: 'a', change: 'added' },
        { id: 'b', change: 'added' },
      ],
    });
    expect(await draft()).toBe(before);
    expect(await imported(ready)).toMatchObject({ state: 'succeeded', result: { outcome: 'imported' } });

    const next = await upload(aCatalogDocument([anOffering('b', { name: 'Bee' }), anOffering('c')]));
    const { sections } = (await previewed(next)).json.validationSummary.preview;
    expect(sections).toEqual([
      {
        section: OFFERINGS,
        added: 1,
        changed: 1,
        removed: 1,
        items: [
          { id: 'a', change: 'removed' },
          { id: 'b', change: 'changed' },
          { id: 'c', change: 'added' },
        ],
      },
    ]);
  });

  it('says what a publication would find, and which lines of a document are wrong', async () => {
    const lost = aCatalogDocument([anOffering('lost')]);
    const sections = { [OFFERINGS]: { items: [anOffering('lost', { specificationId: 'nowhere' })] } };
    const refused = await on(await chosen(await upload({ ...lost, sections })), '/steps/validate', {});
    expect(refused).toMatchObject({ status: 422, json: { code: 'IMPORT_INVALID' } });
    expect(refused.json.errors).toMatchObject([{ code: 'SPECIFICATION_UNKNOWN', line: 1 }]);
    const yaml = await on(
      await chosen(await upload('format: "open', 'application/yaml')),
      '/steps/validate',
      {},
    );
    expect(yaml).toMatchObject({ status: 422, json: { code: 'IMPORT_INVALID', errors: [{ line: 1 }] } });
    // It stays where it is, and another file can be chosen.
    const wizard = await request('GET', `/wizards/${(await chosen(await upload(lost))).json.id}`);
    expect(wizard.json).toMatchObject({ currentStep: 'validate', state: 'open' });
  });

  it('takes files that can be documents, of the caller', async () => {
    expect(await chosen(await upload('a;b', 'text/csv'))).toMatchObject({
      status: 422,
      json: { code: 'IMPORT_FILE_UNSUITABLE' },
    });
    expect(await chosen(randomUUID())).toMatchObject({ status: 404, json: { code: 'FILE_NOT_FOUND' } });
    const foreign = await server.request('POST', '/files', { as: { ...cato, subject: 'carl' }, body: {} });
    expect(await chosen(foreign.json.id)).toMatchObject({ status: 404, json: { code: 'FILE_NOT_FOUND' } });
  });

  it('is not committed on a preview that does not hold any more, or without its file', async () => {
    const ready = await previewed(await upload(aCatalogDocument([anOffering('mine')])));
    await imported(await previewed(await upload(aCatalogDocument([anOffering('theirs')]))));
    const before = await draft();
    expect(await on(ready, '/commit')).toMatchObject({
      status: 409,
      json: { code: 'IMPORT_PREVIEW_OUTDATED' },
    });
    const again = await on(ready, '/steps/preview', {});
    await request('DELETE', `/files/${again.json.uploadedFileRef}`);
    expect(await on(again, '/commit')).toMatchObject({ status: 404, json: { code: 'FILE_NOT_FOUND' } });
    await runJobs();
    expect(await draft()).toBe(before);
  });

  it('imports nothing when the draft is changed between the commit and its job', async () => {
    const file = await upload(aCatalogDocument([anOffering('seen')]));
    const ready = await previewed(file);
    const taken = await on(ready, '/commit');
    expect(taken.status).toBe(202);
    const section = `/catalog/draft/${OFFERINGS}`;
    const { headers } = await request('GET', section);
    const edited = await request(
      'PUT',
      section,
      { items: [anOffering('edited')] },
      { 'if-match': headers['etag'] ?? '' },
    );
    expect(edited.status).toBe(200);
    const before = await draft();
    await runJobs();
    expect((await request('GET', `/jobs/${taken.json.id}`)).json).toMatchObject({
      state: 'failed',
      problem: { code: 'IMPORT_PREVIEW_OUTDATED' },
    });
    expect(await draft()).toBe(before);
    expect(await imported(await previewed(file))).toMatchObject({ state: 'succeeded' });
  });

  it('costs as much as the import itself', () => {
    const { limit } = catalog.routes.find(({ operationId }) => operationId === 'importCatalog') ?? {};
    expect(catalog.wizards).toMatchObject([{ type: 'catalog-import', limit }]);
  });
});
