import { secureBranch } from '@quotewright/example-northstar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoInstallation } from './demo-installation.ts';
import type { Reply } from './http-client.ts';
import { jobDone, type Northstar, northstarPeople, type Person } from './northstar.ts';
import { type Installation, type RunningServer } from './server-process.ts';

const OFFERINGS = 'catalog/offerings@1';

describe('wizards at a running server', () => {
  let installation: Installation;
  let server: RunningServer;
  let northstar: Northstar;
  beforeAll(async () => {
    installation = await demoInstallation();
    await serve();
  }, 240_000);
  afterAll(() => installation.remove());

  async function serve(): Promise<void> {
    server = await installation.start();
    northstar = await northstarPeople(installation, server.url);
  }
  const on = (person: Person, last: Reply, path: string, body?: object) =>
    person.post(`/wizards/${last.json.id}${path}`, body, last.headers.get('etag') ?? '');
  const draft = async () => (await northstar.admin.get('/catalog/exports')).json;

  it('import a catalog, also when the server is killed on the way', async () => {
    const document = await draft();
    const [first] = document.sections[OFFERINGS].items;
    first.name = `${first.name} (new)`;
    const { json: file } = await northstar.admin.post('/files?name=catalog.json', document);
    const begun = await northstar.admin.post('/wizards', { type: 'catalog-import' });
    const chosen = await on(northstar.admin, begun, '/steps/upload', { fileId: file.id });
    await server.kill();
    await serve();
    const { admin } = northstar;
    const validated = await on(admin, chosen, '/steps/validate', {});
    expect(validated.json.validationSummary.validate).toMatchObject({ errors: 0 });
    const ready = await on(admin, validated, '/steps/preview', {});
    expect(ready.json.validationSummary.preview.sections).toEqual([
      { section: OFFERINGS, added: 0, changed: 1, removed: 0, items: [{ id: first.id, change: 'changed' }] },
    ]);
    await jobDone(admin, await on(admin, ready, '/commit'));
    expect((await draft()).sections[OFFERINGS].items[0].name).toBe(first.name);
  });

  it('make a quote', async () => {
    const { sales } = northstar;
    const accountId = await northstar.account('Alder Bakeries');
    const begun = await sales.post('/wizards', { type: 'quote' });
    const named = await on(sales, begun, '/steps/account', { accountId });
    const items = [secureBranch({ users: 4, termMonths: 12, sites: [{ region: 'r3', bandwidth: '100' }] })];
    const ready = await on(sales, await on(sales, named, '/steps/items', { items }), '/steps/preview', {});
    const { totals } = ready.json.validationSummary.preview;
    const created = await on(sales, ready, '/commit');
    const priced = await sales.post(
      `/quotes/${created.json.id}/price`,
      undefined,
      created.headers.get('etag') ?? '',
    );
    expect(priced.json.totals).toEqual(totals);
  });

  it('repair nothing where nothing is broken, and are for whoever may do it', async () => {
    const { admin, sales } = northstar;
    const begun = await admin.post('/wizards', { type: 'repair' });
    const choice = { reason: 'looking' };
    const etag = begun.headers.get('etag') ?? '';
    expect(await admin.refusal(`/wizards/${begun.json.id}/steps/choose`, choice, etag)).toMatchObject({
      code: 'PARKED_EVENT_NOT_FOUND',
    });
    expect(await sales.refusal('/wizards', { type: 'repair' })).toMatchObject({ code: 'FORBIDDEN' });
  });
});
