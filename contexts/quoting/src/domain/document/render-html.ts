import { type Html, html } from './html.ts';
import { DOCUMENT_STYLE } from './html-style.ts';
import type {
  DocumentAddress,
  DocumentCharge,
  DocumentFact,
  DocumentLine,
  QuoteDocument,
} from './quote-document.ts';

/**
 * The document as one page of HTML that needs nothing else: no scripts, nothing to load. In parts, so that
 * whoever joins thousands of lines can let others run in between.
 */
export function* renderHtml(document: QuoteDocument): Generator<string> {
  yield pageHead(document);
  yield itemsHead(document.currency);
  for (const line of document.lines) yield itemRows(line);
  yield html`</table>
`;
  yield pageEnd(document);
}

function pageHead({
  number,
  revision,
  name,
  seller,
  customer,
  marker,
  addresses,
  facts,
}: QuoteDocument): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Quote ${number}, revision ${revision} – ${customer}</title>
<style>${[DOCUMENT_STYLE]}</style>
</head>
<body>
<header>
<div>
<p class="seller"><bdi>${seller}</bdi></p>
<h1>Quote ${number} <small>revision ${revision}</small></h1>${optional(
    name,
    (text) => html`
<p class="name"><bdi>${text}</bdi></p>`,
  )}
</div>${optional(
    marker,
    ({ word, meaning }) => html`
<p class="marker" role="note"><strong>${word}</strong> ${meaning}</p>`,
  )}
</header>
<main>
<section class="parties">
<div>
<h2>Customer</h2>
<p><bdi>${customer}</bdi></p>
</div>${addresses.map(addressBlock)}
<dl class="facts">${facts.map(factRow)}
</dl>
</section>
<h2>Items</h2>
`;
}

function addressBlock({ label, lines }: DocumentAddress): Html {
  return html`
<div>
<h2>${label}</h2>
<address>${lines.map((line, index) => html`${index > 0 && [html`<br>`]}<bdi>${line}</bdi>`)}</address>
</div>`;
}

function itemsHead(currency: string): Html {
  return html`<table class="items">
<caption>Amounts in ${currency}</caption>
<thead>
<tr><th scope="col">Item</th><th scope="col" class="number">Quantity</th><th scope="col" class="number">Unit price</th><th scope="col">Charged</th><th scope="col" class="number">Amount</th></tr>
</thead>
`;
}

/** Deeper bundles than this are not told apart by their indentation any more, only by their position. */
const DEEPEST_INDENTATION = 3;

function itemRows({ position, depth, name, quantity, details, own, charges }: DocumentLine): Html {
  const level = `d${Math.min(depth, DEEPEST_INDENTATION)}`;
  return html`<tbody>
<tr class="item ${level}"><th scope="rowgroup"><span class="position">${position}</span><bdi>${name}</bdi>${details.length > 0 && [more(details.join(' · '))]}${(own?.notes ?? []).map(more)}</th><td class="number">${quantity}</td>${own === undefined ? [html`<td></td><td></td><td></td>`] : [priceCells(own)]}</tr>
${charges.map((charge) => chargeRow(charge, level))}</tbody>
`;
}

function chargeRow(charge: DocumentCharge, level: string): Html {
  const { name, quantity, notes } = charge;
  return html`<tr class="charge ${level}"><th scope="row"><bdi>${name}</bdi>${notes.map(more)}</th><td class="number">${quantity}</td>${[priceCells(charge)]}</tr>
`;
}

function priceCells({ unitPrice, charged, amount }: DocumentCharge): Html {
  return html`<td class="number">${unitPrice}</td><td>${charged}</td><td class="number">${amount}</td>`;
}

function more(text: string): Html {
  return html`<span class="more"><bdi>${text}</bdi></span>`;
}

function pageEnd({ totals, remarks, terms, footer }: QuoteDocument): Html {
  return html`<table class="totals">
<caption>Totals</caption>
<tbody>
${totals.map(
  ({ label, value }) => html`<tr><th scope="row">${label}</th><td>${value}</td></tr>
`,
)}</tbody>
</table>${optional(
    remarks.length > 0 && remarks,
    (texts) => html`
<ul class="remarks">${texts.map(
      (text) => html`
<li>${text}</li>`,
    )}
</ul>`,
  )}
<section class="terms">
<h2>Terms</h2>
<dl>${terms.map(factRow)}
</dl>
</section>
</main>
<footer><bdi>${footer}</bdi></footer>
</body>
</html>
`;
}

function factRow({ label, value }: DocumentFact): Html {
  return html`
<dt>${label}</dt><dd><bdi>${value}</bdi></dd>`;
}

function optional<Value>(value: Value | undefined | false, markup: (value: Value) => Html): readonly Html[] {
  return value === undefined || value === false ? [] : [markup(value)];
}
