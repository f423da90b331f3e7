import { sha256, tenantId } from '@quotewright/kernel';
import { queries } from '@quotewright/platform/postgres';
import {
  authorizationOf,
  describeOnEachEngine,
  describeOnPostgres,
  type TestAnswer,
} from '@quotewright/platform/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { pdfkitQuotePdf } from '../adapters/pdf/pdfkit-quote-pdf.ts';
import { admin, pdfText, type RunningQuoting, runQuoting } from '../testing/index.ts';

describeOnEachEngine('the document of a quote', (engine) => {
  let running: RunningQuoting;
  beforeAll(async () => {
    running = await runQuoting(engine);
  });
  afterAll(() => running.close());

  const document = (quote: TestAnswer, query = '') => running.quotes.read(quote, `/document${query}`);
  const hashOf = (answer: TestAnswer) => answer.headers['etag']?.replaceAll('"', '');

  it('is not there while the quote has no price', async () => {
    const draft = await running.quotes.quoteIn('draft');
    const missing = await document(draft);
    expect([missing.status, missing.json.code]).toEqual([404, 'QUOTE_NOT_PRICED']);
    expect((await document(draft, '?revision=2')).json.code).toBe('QUOTE_REVISION_NOT_FOUND');
  });

  it('is a draft to look at until the quote is presented', async () => {
    for (const state of ['priced', 'approved'] as const) {
      const page = await document(await running.quotes.quoteIn(state));
      expect(page.status).toBe(200);
      expect(page.text).toContain('<strong>DRAFT</strong>');
      expect(page.text).toContain('Customer One');
    }
  });

  it('is a page that a browser shows and runs nothing of', async () => {
    const priced = await running.quotes.quoteIn('priced');
    const page = await document(priced);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': `inline; filename="${priced.json.number}-r1.html"`,
      'content-security-policy': expect.stringContaining("default-src 'none'; style-src 'unsafe-inline'"),
      'x-content-type-options': 'nosniff',
      etag: `"${sha256(page.text)}"`,
    });
  });

  it('is a PDF with its number as its name', async () => {
    const presented = await running.quotes.quoteIn('presented');
    const pdf = await running.server.server.inject({
      url: `/api/v1/quotes/${presented.json.id}/document?format=pdf`,
      headers: { authorization: authorizationOf(admin) },
    });
    expect(pdf.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${presented.json.number}-r1.pdf"`,
      etag: `"${sha256(pdf.rawPayload)}"`,
    });
    const [page = ''] = pdfText(pdf.rawPayload);
    expect(page).toContain(`Quote ${presented.json.number}\n`);
    expect(page).toContain('4.00 USD\n');
  });

  it('stays what the customer was given, whatever happens to the quote', async () => {
    const presented = await running.quotes.quoteIn('presented');
    const given = await document(presented);
    expect(given.text).not.toContain('DRAFT');
    expect(given.text).toContain('<dt>Presented</dt>');
    const revised = await running.quotes.command(presented, 'revise');
    expect((await document(revised)).json.code).toBe('QUOTE_NOT_PRICED');
    const priced = await running.quotes.command(revised, 'price');
    expect((await document(priced)).text).toContain('DRAFT');
    const before = await document(priced, '?revision=1');
    expect([before.text, before.headers['etag']]).toEqual([given.text, given.headers['etag']]);
    const known = { headers: { 'if-none-match': given.headers['etag'] as string } };
    const again = await running.quotes.send('GET', `/quotes/${priced.json.id}/document?revision=1`, known);
    expect(again.status).toBe(304);
  });

  it('is part of the evidence of its acceptance', async () => {
    const presented = await running.quotes.quoteIn('presented');
    const html = hashOf(await document(presented));
    const pdf = hashOf(await document(presented, '?format=pdf'));
    const accepted = await running.quotes.command(presented, 'accept', { body: { documentHash: pdf } });
    expect(accepted.status).toBe(200);
    expect(accepted.json.acceptance.documentHashes).toEqual({ html, pdf });
    expect((await running.quotes.read(presented)).json.acceptance.documentHashes).toEqual({ html, pdf });
    const [last] = (await running.quotes.read(presented, '/history')).json.items;
    expect(last).toMatchObject({ action: 'quote.accept', detail: { documentHashes: { html, pdf } } });
  });

  it('is refused where the customer accepted another one, a draft for example', async () => {
    const approved = await running.quotes.quoteIn('approved');
    const draft = hashOf(await document(approved));
    const presented = await running.quotes.command(approved, 'present');
    const refused = await running.quotes.command(presented, 'accept', { body: { documentHash: draft } });
    expect([refused.status, refused.json.code]).toEqual([409, 'DOCUMENT_HASH_MISMATCH']);
    expect((await running.quotes.read(presented)).json.state).toBe('presented');
  });

  it('leaves the quote approved where it cannot be rendered', async () => {
    const approved = await running.quotes.quoteIn('approved');
    const broken = vi.spyOn(pdfkitQuotePdf, 'render').mockRejectedValue(new Error('no font'));
    const failed = await running.quotes.command(approved, 'present');
    broken.mockRestore();
    expect(failed.status).toBe(500);
    expect((await running.quotes.read(approved)).text).toBe(approved.text);
    expect((await document(approved)).text).toContain('DRAFT');
    expect((await running.quotes.command(approved, 'present')).json.state).toBe('presented');
  });

  it('is a copy where the quote was presented before documents were kept, and can still be accepted', async () => {
    const presented = await running.quotes.quoteIn('presented');
    await asOwner(sql`delete from quoting.quote_document where quote_id = ${presented.json.id}`);
    const copy = await document(presented);
    expect(copy.text).toContain('<strong>COPY</strong>');
    const body = { documentHash: hashOf(copy) };
    expect((await running.quotes.command(presented, 'accept', { body })).json.code).toBe(
      'DOCUMENT_HASH_MISMATCH',
    );
    const accepted = await running.quotes.command(presented, 'accept');
    expect(accepted.json.state).toBe('accepted');
    expect(accepted.json.acceptance).not.toHaveProperty('documentHashes');
  });

  it('cannot be changed; and is not accepted when somebody did', async () => {
    const presented = await running.quotes.quoteIn('presented');
    const falsify = sql`
      update quoting.quote_document set content = content || ' '::bytea where quote_id = ${presented.json.id}`;
    await expect(
      running.database.db.withTenant(tenantId('acme'), 'write', (tx) => falsify.execute(queries(tx))),
    ).rejects.toThrow('permission denied');
    await asOwner(falsify);
    const refused = await running.quotes.command(presented, 'accept');
    expect([refused.status, refused.json.code]).toEqual([409, 'QUOTE_DOCUMENT_DIVERGED']);
  });

  it('belongs to its tenant', async () => {
    const presented = await running.quotes.quoteIn('presented');
    const stranger = { tenant: 'globex', subject: 'user-1', roles: ['admin'] };
    const path = `/quotes/${presented.json.id}/document`;
    expect((await running.quotes.send('GET', path, { as: stranger })).status).toBe(404);
  });

  /** What only somebody with the owner's password could do. */
  async function asOwner(statement: ReturnType<typeof sql>): Promise<void> {
    await running.database.db.withTenant(tenantId('acme'), 'write', async (tx) => {
      await sql`reset role`.execute(queries(tx));
      await statement.execute(queries(tx));
    });
  }
});

describeOnPostgres('a quote that is being presented', (engine) => {
  let running: RunningQuoting;
  beforeAll(async () => {
    running = await runQuoting(engine);
  });
  afterAll(() => running.close());

  it('is not locked while its document is rendered, and is not presented when it has changed meanwhile', async () => {
    const approved = await running.quotes.quoteIn('approved');
    const { render } = pdfkitQuotePdf;
    const rendering = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const slow = vi.spyOn(pdfkitQuotePdf, 'render').mockImplementation(async (document) => {
      rendering.resolve();
      await goOn.promise;
      return render(document);
    });
    const presenting = running.quotes.command(approved, 'present');
    await rendering.promise;
    const cancelled = await running.quotes.command(approved, 'cancel');
    goOn.resolve();
    const late = await presenting;
    slow.mockRestore();
    expect(cancelled.json.state).toBe('cancelled');
    expect([late.status, late.json.code]).toEqual([412, 'QUOTE_VERSION_MISMATCH']);
    expect((await running.quotes.read(approved, '/document')).text).toContain('DRAFT');
  });
});
