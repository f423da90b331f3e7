import { sha256 } from '@quotewright/kernel';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { priceListDocument, tokenPrices, unitPrice } from '../testing/price-documents.ts';
import { openWorkbench, PRICING_MANAGER, SALES, type Workbench } from '../testing/pricing-workbench.ts';
import { anOffering } from '../testing/upstream.ts';

describeOnPostgres('price lists over HTTP', (engine) => {
  let bench: Workbench;
  let keys = 0;

  beforeAll(async () => {
    bench = await openWorkbench(engine, { offerings: ['claude-2', 'claude-3'] });
  });
  afterAll(() => bench.close());

  const get = (path: string, as = PRICING_MANAGER) => bench.request('GET', path, { as });
  const post = (path: string, body?: unknown, as = PRICING_MANAGER) =>
    bench.request('POST', path, { as, body, headers: { 'idempotency-key': `key-${++keys}` } });
  const importing = async (id: string, document: unknown) => {
    const answer = await post(`/price-lists/${id}/imports`, document);
    expect(answer.status).toBe(202);
    return bench.finished(answer.headers['location']);
  };
  const publishing = async (id: string) => {
    const answer = await post(`/price-lists/${id}/publications`);
    expect(answer.status).toBe(202);
    return bench.finished(answer.headers['location']);
  };

  it('imports a document as the draft, and publishes it as version 1', async () => {
    const document = priceListDocument(tokenPrices('claude-2', { input: '8.00', output: '24' }));
    expect(await importing('standard-usd', document)).toMatchObject({
      state: 'succeeded',
      result: { priceListId: 'standard-usd', currency: 'USD', priceCount: 2, offeringCount: 1 },
    });
    const draft = await get('/price-lists/standard-usd');
    expect(draft.json).toMatchObject({ id: 'standard-usd', draft: { priceCount: 2 } });
    expect(draft.json.activeVersion).toBeUndefined();

    expect(await publishing('standard-usd')).toMatchObject({
      state: 'succeeded',
      progress: { done: 2, total: 2, unit: 'prices' },
      result: { priceListId: 'standard-usd', version: 1, priceCount: 2 },
    });
    const published = await get('/price-lists/standard-usd');
    expect(published.json.activeVersion).toBe(1);
    expect(published.headers['etag']).toBe(`"${published.json.version}"`);
    expect(published.json.version).toBeGreaterThan(draft.json.version);
  });

  it('shows versions, their prices by offering in pages, and their document as the bytes that were hashed', async () => {
    const versions = await get('/price-lists/standard-usd/versions');
    expect(versions.json.items).toMatchObject([
      { version: 1, priceCount: 2, catalogVersion: 1, publishedBy: 'pia' },
    ]);
    const first = await get('/price-lists/standard-usd/versions/1/prices?offeringId=claude-2&limit=1');
    expect(first.json.items).toMatchObject([{ id: 'claude-2:input', amount: '8' }]);
    const second = await get(
      `/price-lists/standard-usd/versions/1/prices?offeringId=claude-2&limit=1&cursor=${first.json.nextCursor}`,
    );
    expect(second.json).toMatchObject({ items: [{ id: 'claude-2:output' }] });
    expect(second.json.nextCursor).toBeUndefined();

    const document = await get('/price-lists/standard-usd/versions/1/document');
    const { contentHash } = (await get('/price-lists/standard-usd/versions/1')).json;
    expect(sha256(document.text)).toBe(contentHash);
    expect(document.headers['etag']).toBe(`"${contentHash}"`);
    expect(await importing('standard-usd', document.json)).toMatchObject({ result: { contentHash } });
  });

  it('refuses to publish what is active already', async () => {
    expect(await publishing('standard-usd')).toMatchObject({
      state: 'failed',
      problem: { status: 409, code: 'PRICE_LIST_UNCHANGED' },
    });
  });

  it('changes nothing when a document has errors, and reports all of them', async () => {
    const before = await get('/price-lists/standard-usd');
    const bad = priceListDocument(tokenPrices('claude-2', { input: '-8', output: '1e400' }));
    const job = await importing('standard-usd', bad);
    expect(job).toMatchObject({ state: 'failed', problem: { status: 422, code: 'PRICE_LIST_INVALID' } });
    expect(job.problem.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/prices/0/amount',
      '/prices/1/amount',
    ]);
    const written = JSON.stringify(bad, null, 2).split('\n');
    const answer = await post('/price-lists/standard-usd/imports', written.join('\n'));
    const { problem } = await bench.finished(answer.headers['location']);
    expect(problem.errors.map(({ line }: { line: number }) => written[line - 1])).toEqual([
      expect.stringContaining('"amount": "-8"'),
      expect.stringContaining('"amount": "1e400"'),
    ]);
    expect((await get('/price-lists/standard-usd')).json).toEqual(before.json);
  });

  it('a publication that fails leaves the old version active and burns its number', async () => {
    await importing('standard-usd', priceListDocument(tokenPrices('claude-99', { input: '1' })));
    const failed = await publishing('standard-usd');
    expect(failed.problem).toMatchObject({
      code: 'PRICE_LIST_OFFERINGS_UNKNOWN',
      errors: [{ pointer: '/prices/0/offeringId', code: 'OFFERING_UNKNOWN' }],
    });
    expect((await get('/price-lists/standard-usd')).json.activeVersion).toBe(1);
    expect((await get('/price-lists/standard-usd/versions/2')).status).toBe(404);

    await importing('standard-usd', priceListDocument(tokenPrices('claude-3', { input: '1' })));
    expect((await publishing('standard-usd')).result.version).toBe(3);
    const versions = await get('/price-lists/standard-usd/versions');
    expect(versions.json.items.map(({ version }: { version: number }) => version)).toEqual([3, 1]);
  });

  it('keeps one list per currency, and the currency of a list', async () => {
    const second = priceListDocument([unitPrice('claude-2', '1')], { id: 'second-usd' });
    expect((await importing('second-usd', second)).problem).toMatchObject({
      code: 'PRICE_LIST_CURRENCY_TAKEN',
      errors: [{ pointer: '/priceList/currency' }],
    });
    expect((await get('/price-lists/second-usd')).status).toBe(404);
    const euro = priceListDocument([unitPrice('claude-2', '1')], { currency: 'EUR' });
    expect((await importing('standard-usd', euro)).problem).toMatchObject({
      code: 'PRICE_LIST_CURRENCY_FIXED',
      errors: [{ pointer: '/priceList/currency' }],
    });
  });

  it('refuses a document of another list', async () => {
    const job = await importing('other', priceListDocument([unitPrice('claude-2', '1')]));
    expect(job.problem).toMatchObject({ code: 'PRICE_LIST_INVALID', errors: [{ pointer: '/priceList/id' }] });
  });

  it('lists price lists in pages by id', async () => {
    const euros = priceListDocument([unitPrice('claude-2', '1')], { id: 'a-eur', currency: 'EUR' });
    await importing('a-eur', euros);
    const first = await get('/price-lists?limit=1');
    expect(first.json.items).toMatchObject([{ id: 'a-eur' }]);
    const second = await get(`/price-lists?limit=1&cursor=${first.json.nextCursor}`);
    expect(second.json).toMatchObject({ items: [{ id: 'standard-usd' }] });
  });

  it('is 404 for what does not exist, and for what another tenant has', async () => {
    const stranger = { tenant: 'other', subject: 'olga', roles: ['admin'] };
    const paths = ['', '/versions', '/versions/1', '/versions/1/prices', '/versions/1/document'];
    for (const path of paths) {
      expect((await get(`/price-lists/standard-usd${path}`, stranger)).status).toBe(404);
      expect((await get(`/price-lists/none${path}`)).status).toBe(404);
    }
    expect((await get('/price-lists', stranger)).json).toEqual({ items: [] });
    expect((await post('/price-lists/standard-usd/publications', undefined, stranger)).status).toBe(404);
    expect((await get('/price-lists/standard-usd/versions/99999999999')).status).toBe(404);
    expect((await get('/price-lists/Not%20An%20Id')).status).toBe(404);
  });

  it('answers forged cursors with nothing or 400, never with an error of the server', async () => {
    const forge = (key: unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url');
    const statuses = await Promise.all([
      get(`/price-lists/standard-usd/versions?cursor=${forge([1.5])}`),
      get(`/price-lists/standard-usd/versions?cursor=${forge([1e300])}`),
      get(`/price-lists/standard-usd/versions/1/prices?cursor=${forge(['x', -2.5])}`),
      get(`/price-lists/standard-usd/versions/1/prices?cursor=${forge([1, 2])}`),
      get(`/price-lists?cursor=${forge([7])}`),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 400, 400]);
  });

  it('needs an idempotency key and the right role to change anything', async () => {
    const document = priceListDocument([unitPrice('claude-2', '2')]);
    const path = '/price-lists/standard-usd/imports';
    expect((await bench.request('POST', path, { as: PRICING_MANAGER, body: document })).json.code).toBe(
      'IDEMPOTENCY_KEY_REQUIRED',
    );
    expect((await post(path, document, SALES)).status).toBe(403);
    expect((await post('/price-lists/standard-usd/publications', undefined, SALES)).status).toBe(403);
    expect((await get('/price-lists/standard-usd', SALES)).status).toBe(200);
  });

  it('takes a list of offerings that the catalog has only later, once it has them', async () => {
    const document = priceListDocument(tokenPrices('claude-4', { input: '1' }), {
      id: 'yen',
      currency: 'JPY',
    });
    await importing('yen', document);
    expect((await publishing('yen')).problem.code).toBe('PRICE_LIST_OFFERINGS_UNKNOWN');
    bench.catalog.publish(['claude-2', 'claude-3', 'claude-4'].map((id) => anOffering({ id })));
    expect((await publishing('yen')).result.version).toBe(2);
  });
});
