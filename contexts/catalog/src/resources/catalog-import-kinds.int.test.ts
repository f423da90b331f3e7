import { randomUUID } from 'node:crypto';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCatalogDocument, anOffering } from '../testing/catalog-documents.ts';
import { type CatalogOverHttp, runCatalogOverHttp } from '../testing/catalog-over-http.ts';

const YAML = 'application/yaml';

describeOnPostgres('importing what is no JSON catalog document', (engine) => {
  let catalog: CatalogOverHttp;
  beforeAll(async () => {
    catalog = await runCatalogOverHttp({ engine });
  });
  afterAll(() => catalog.close());

  const draft = async (format = 'json') =>
    (await catalog.request('GET', `/catalog/exports?format=${format}`)).text;

  const send = (body: string | Buffer | object, type: string, query = '', key: string = randomUUID()) =>
    catalog.request('POST', `/catalog/imports${query}`, body, {
      'content-type': type,
      'idempotency-key': key,
    });

  const finish = async (body: string | Buffer | object, type = 'application/json', query = '') => {
    const taken = await send(body, type, query);
    expect(taken).toMatchObject({ status: 202 });
    await catalog.runJobs();
    return (await catalog.request('GET', `/jobs/${taken.json.id}`)).json;
  };

  it('takes it as YAML, and exports as YAML what imports to the same content', async () => {
    const document = aCatalogDocument([
      anOffering('yes', { description: 'a: b\n# c', markets: ['NO', '1e3'] }),
    ]);
    const asJson = await finish(document);
    expect(asJson).toMatchObject({ state: 'succeeded', result: { outcome: 'imported' } });
    const exported = await catalog.request('GET', '/catalog/exports?format=yaml');
    expect(exported.headers).toMatchObject({
      'content-type': 'application/yaml; charset=utf-8',
      'content-disposition': 'attachment; filename="catalog-draft.yaml"',
    });
    const asYaml = await finish(exported.text, `${YAML}; charset=utf-8`);
    expect(asYaml).toMatchObject({ state: 'succeeded', result: { outcome: 'unchanged' } });
    const hashes = (job: any) => job.result.sections.map((section: any) => section.contentHash).sort();
    expect(hashes(asYaml)).toEqual(hashes(asJson));
  });

  it('reports what is wrong in YAML with pointer, line and column, and changes nothing', async () => {
    const before = await draft();
    const lines = [
      'format: quotewright/catalog@1',
      'sections:',
      '  catalog/offerings@1:',
      '    items:',
      '      - {id: bad, name: Bad, specificationId: unknown, lifecycle: active}',
      '      - id: worse',
      '        name: 12',
      '        specificationId: cable',
      '        lifecycle: sold',
    ];
    const { state, problem } = await finish(lines.join('\n'), YAML);
    expect([state, problem.code]).toEqual(['failed', 'IMPORT_INVALID']);
    const items = '/sections/catalog~1offerings@1/items';
    expect(problem.errors).toMatchObject([
      { pointer: `${items}/1/name`, line: 7, column: 15, code: 'TYPE' },
      { pointer: `${items}/1/lifecycle`, line: 9, column: 20, code: 'NOT_ALLOWED' },
    ]);
    expect(await draft()).toBe(before);
  });

  it.each([
    ['a text that ends too early', 'format: "quote', 1, 'MALFORMED_YAML'],
    ['a section twice', 'format: x\nsections: {a: {}, a: {}}', 2, 'DUPLICATE_MEMBER'],
    ['an alias', 'format: &f x\nsections: *f', 2, 'ALIAS'],
    ['bytes that are no text', Buffer.from([0x61, 0x3a, 0x0a, 0x62, 0x3a, 0xff]), 2, 'NOT_UTF8'],
    ['UTF-16', Buffer.from('\ufeffformat: x', 'utf16le'), 1, 'NOT_UTF8'],
    ['U+0000', 'format: x\n\0', 2, 'FORMAT'],
    ['nesting without end', `a:\n  ${'['.repeat(5_000)}`, 2, 'TOO_DEEP'],
    ['too much of it', `# ${'x'.repeat(5_000_000)}`, 1, 'TOO_LARGE'],
  ])('refuses %s at its line', async (_, body, line, code) => {
    const before = await draft();
    const { problem } = await finish(body, YAML);
    expect(problem).toMatchObject({ code: 'IMPORT_INVALID', status: 422 });
    expect(problem.errors[0]).toMatchObject({ line, code });
    expect(await draft()).toBe(before);
  });

  it('takes a byte order mark of UTF-8 for what it is', async () => {
    const job = await finish(`\ufeff${await draft('yaml')}`, YAML);
    expect(job).toMatchObject({ state: 'succeeded', result: { outcome: 'unchanged' } });
  });

  it('says which media types it takes', async () => {
    expect(await send('a;b', 'text/csv')).toMatchObject({
      status: 415,
      json: { accepted: ['application/json', YAML] },
    });
  });

  it('keeps a key to one body in one format', async () => {
    const key = randomUUID();
    const [first, again] = [await send('a: 1', YAML, '', key), await send('a: 1', YAML, '', key)];
    expect(again).toMatchObject({ status: 202, text: first.text });
    for (const other of [
      await send('a: 2', YAML, '', key),
      await send('a: 1', YAML, '?format=tmf620', key),
    ]) {
      expect(other).toMatchObject({
        status: 409,
        json: { code: 'IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD' },
      });
    }
    await catalog.runJobs();
  });

  const offering = {
    '@type': 'ProductOffering',
    id: '7655',
    name: 'Firewall',
    lifecycleStatus: 'Active',
    validFor: { startDateTime: '2026-01-01T00:00:00Z' },
    productSpecification: { id: '9881', name: 'Firewall' },
    agreement: [{ id: 'a' }],
  };

  it('merges TMF620 objects into the draft by their ids, and lists what was left out', async () => {
    const before = JSON.parse(await draft());
    const job = await finish(offering, 'application/json', '?format=tmf620');
    expect(job).toMatchObject({
      state: 'succeeded',
      result: {
        outcome: 'imported',
        sections: [
          { section: 'catalog/specifications@1', outcome: 'merged' },
          { section: 'catalog/offerings@1', outcome: 'merged' },
        ],
        remarks: {
          errors: 0,
          warnings: 2,
          truncated: false,
          findings: [
            { severity: 'warning', section: '', code: 'PLACEHOLDER', pointer: '/productSpecification' },
            { severity: 'warning', section: '', code: 'NOT_MAPPED', pointer: '/agreement' },
          ],
        },
      },
    });
    const { sections } = JSON.parse(await draft());
    const ids = (of: any) => of['catalog/offerings@1'].items.map(({ id }: { id: string }) => id);
    expect(ids(sections)).toEqual(['7655', ...ids(before.sections)]);
    expect(sections['catalog/categories@1']).toEqual(before.sections['catalog/categories@1']);
    const again = await finish([offering], 'application/json', '?format=tmf620');
    expect(again).toMatchObject({ state: 'succeeded', result: { outcome: 'unchanged' } });
  });

  it('takes them as YAML, too, and says in which line one is wrong', async () => {
    const before = await draft();
    const lines = [
      '- "@type": ProductOffering',
      '  id: 1',
      '  name: One',
      '  validFor:',
      '    startDateTime: soon',
    ];
    const { problem } = await finish(lines.join('\n'), YAML, '?format=tmf620');
    expect(problem.errors).toMatchObject([
      { pointer: '/0/validFor/startDateTime', code: 'FORMAT', line: 5, column: 20 },
    ]);
    expect(await draft()).toBe(before);
  });

  it('imports nothing of an array of which one is wrong', async () => {
    const before = await draft();
    const wrong = { ...offering, id: '2', prodSpecCharValueUse: [{ name: 'Ports' }, { id: 'x' }] };
    const { problem } = await finish(
      [{ ...offering, name: 'Other' }, wrong],
      'application/json',
      '?format=tmf620',
    );
    expect(problem.errors).toMatchObject([{ pointer: '/1/prodSpecCharValueUse/1/name', code: 'REQUIRED' }]);
    expect(await draft()).toBe(before);
  });
});
