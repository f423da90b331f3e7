import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aDocumentSource } from '../../testing/index.ts';
import { buildDocument } from './build-document.ts';
import type { QuoteDocument } from './quote-document.ts';
import { renderHtml } from './render-html.ts';

const document = buildDocument(aDocumentSource());
const rendered = (given: QuoteDocument = document) => [...renderHtml(given)].join('');

/** The document with this text wherever foreign text can stand. */
function withText(text: string): QuoteDocument {
  const fact = { label: text, value: text };
  const charge = {
    name: text,
    quantity: text,
    unitPrice: text,
    charged: text,
    amount: text,
    notes: [text, text],
  };
  return {
    ...document,
    number: text,
    name: text,
    marker: { word: 'DRAFT', meaning: text },
    seller: text,
    customer: text,
    addresses: [{ label: text, lines: [text, text] }],
    facts: [fact],
    currency: text,
    lines: [{ position: text, depth: 0, name: text, quantity: text, details: [text], charges: [charge] }],
    totals: [fact],
    remarks: [text],
    terms: [fact],
    footer: text,
  };
}

/** Everything between angle brackets, in order. */
const tagsOf = (page: string) => page.match(/<[^>]*>/g);

describe('the HTML of a quote', () => {
  it('is the page that it was', async () => {
    await expect(rendered()).toMatchFileSnapshot('./fixtures/secure-branch-quote.html');
  });

  it('has no markup of any name in it', () => {
    const tags = tagsOf(rendered(withText('plain')));
    const hostile = fc.array(
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '&',
        '&lt;',
        '</td>',
        '<script>',
        ' onload=',
        '-->',
        '</style>',
        'a',
        '\0',
        '\ud800',
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(hostile, fc.string({ unit: 'binary' }), (parts, more) => {
        const page = rendered(withText(`${parts.join('')}${more}`));
        expect(tagsOf(page)).toEqual(tags);
        expect(page).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
        expect(page.isWellFormed()).toBe(true);
      }),
    );
  });

  it('loads nothing and runs nothing', () => {
    const page = rendered();
    expect(page).not.toMatch(/<(?:script|link|img|iframe|object|embed|form|base)\b/);
    expect(page).not.toMatch(/\b(?:src|href|on\w+)\s*=|url\(|@import/);
  });

  it('can be read aloud: it has a language, one main heading, and a header for each cell of its tables', () => {
    const page = rendered();
    expect(page).toContain('<html lang="en">');
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page.match(/<th scope="col"/g)).toHaveLength(5);
    expect(page).not.toMatch(/<th\b(?! scope=)/);
    expect(page.match(/<caption>/g)).toHaveLength(2);
  });
});
