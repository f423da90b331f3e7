import { setImmediate as othersRun } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { buildDocument } from '../../domain/document/build-document.ts';
import { aDocumentSource, manyLines, pdfText } from '../../testing/index.ts';
import { pdfkitQuotePdf } from './pdfkit-quote-pdf.ts';

const presented = buildDocument(aDocumentSource());
const render = (document = presented) => pdfkitQuotePdf.render(document);
const textOf = async (document = presented) => pdfText(await render(document));

describe('the PDF of a quote', () => {
  it('says whose it is, what it costs and why, and on which terms', async () => {
    const [page = '', ...more] = await textOf();
    expect(more).toEqual([]);
    const lines = page.split('\n');
    expect(lines).toEqual(expect.arrayContaining(['Northstar Networks', 'Quote Q-2026-000045', 'Rynek 1']));
    expect(lines).toEqual(expect.arrayContaining(['1.1', 'Secure Seat', '35 user', '13.00', '345.80']));
    expect(lines).toContain('list price 455.00 · 24 months −5 % · individual terms −20 %');
    expect(lines).toEqual(expect.arrayContaining(['1,523.80 EUR', '125.00 EUR', 'SPRING26', 'Page 1 of 1']));
  });

  it('shows Latin, Greek and Cyrillic names', async () => {
    const [page = ''] = await textOf();
    expect(page).toContain('Ωmega & Söhne');
    expect(page).toContain('Киев');
  });

  it('is the same bytes for the same document, whenever it is made', async () => {
    const first = await render();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2031-01-01T00:00:00Z') });
    try {
      expect(Buffer.compare(first, await render(structuredClone(presented)))).toBe(0);
    } finally {
      vi.useRealTimers();
    }
    const { madeAt } = presented;
    expect(Buffer.compare(first, await render({ ...presented, madeAt: madeAt + 1000 }))).not.toBe(0);
  });

  it('has every item of a long quote once, under a table head on each page, and counts its pages', async () => {
    const pages = await textOf(
      buildDocument(aDocumentSource(manyLines(500, 'A name that is longer than its column'))),
    );
    expect(pages.length).toBeGreaterThan(10);
    const names = pages.join('').match(/Fee of \d+\n/g) ?? [];
    expect(names).toEqual(Array.from({ length: 500 }, (_, index) => `Fee of ${index + 1}\n`));
    for (const [index, page] of pages.entries()) {
      expect(page).toContain(`\nPage ${index + 1} of ${pages.length}\n`);
      if (index < pages.length - 1)
        expect(page).toContain('Item\nQuantity\nUnit price\nCharged\nAmount EUR\n');
    }
  });

  it('never leaves the name of an item alone at the foot of a page', async () => {
    const pages = await textOf(buildDocument(aDocumentSource(manyLines(200))));
    const apart = pages.filter((page) => /Item \d+\n(?:.*\n){0,2}Northstar Networks · /.test(page));
    expect(apart).toEqual([]);
  });

  it('lets others run while it is made', async () => {
    const lines = 500;
    let turns = 0;
    const rendering = render(buildDocument(aDocumentSource(manyLines(lines))));
    const state = { done: false };
    void rendering.finally(() => {
      state.done = true;
    });
    while (!state.done) {
      await othersRun();
      turns += 1;
    }
    expect(turns).toBeGreaterThan(lines / 20);
  });

  it('marks what is not the document of the customer, on each page', async () => {
    const source = { ...aDocumentSource(manyLines(60)), purpose: { toLookAtIn: 'priced' } as const };
    const pages = await textOf(buildDocument(source));
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(page).toContain('DRAFT');
    expect((await textOf()).join('')).not.toContain('DRAFT');
  });

  it('shows what its fonts do not have as a replacement', async () => {
    const page = (await textOf({ ...presented, customer: 'Tōkyō 東京 Ltd' })).join('');
    expect(page).toContain('Tōkyō \ufffd\ufffd Ltd');
  });

  it('is made of any text', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.stringMatching(/^[ \u0600-\u06ff\u0590-\u05ff\u0e80-\u0eff\u10a0-\u10ff]{0,60}$/),
    );
    await fc.assert(
      fc.asyncProperty(text, async (name) => {
        const [line] = presented.lines;
        const document = { ...presented, name, customer: name, lines: [{ ...line, name, details: [name] }] };
        expect((await textOf(document as typeof presented))[0]).toContain('Page 1 of 1');
      }),
      { numRuns: 20 },
    );
  });
});
