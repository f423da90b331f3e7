import type { DocumentFact, QuoteDocument } from '../../domain/document/quote-document.ts';
import { layoutItems } from './layout-items.ts';
import { type Cell, type Column, LEFT, type PageLayout, RIGHT } from './page-layout.ts';
import { ACCENT, FAINT, leading, SOFT, styles, type TextStyle } from './text-style.ts';

const FULL: Column = { x: LEFT, width: RIGHT - LEFT };
/** The right part of the head: the marker, and the facts below it. */
const ASIDE: Column = { x: 318, width: RIGHT - 318 };
const BESIDE: Column = { x: LEFT, width: 260 };

/** Lays the whole document out, step by step. */
export function* layoutQuote(layout: PageLayout, document: QuoteDocument): Generator<void> {
  layout.onNewPage = () => runningHead(layout, document);
  head(layout, document);
  parties(layout, document);
  yield* layoutItems(layout, document);
  totals(layout, document);
  terms(layout, document);
}

function runningHead(layout: PageLayout, { number, revision, customer, marker }: QuoteDocument): void {
  const text = `Quote ${number}, revision ${revision} · ${customer}`;
  const [first = ''] = layout.linesOf({ column: { ...FULL, width: 420 }, text, style: styles.small });
  layout.line(first, FULL, styles.small);
  if (marker !== undefined)
    layout.line(marker.word, { ...FULL, x: RIGHT, align: 'right' }, styles.warningText);
  layout.y += 18;
}

function head(layout: PageLayout, { seller, number, revision, name, marker }: QuoteDocument): void {
  const top = layout.y;
  layout.row([cell(BESIDE, seller, styles.seller)]);
  layout.y += 4;
  layout.row([cell(BESIDE, `Quote ${number}`, styles.title)]);
  layout.row([
    cell(BESIDE, `Revision ${revision}${name === undefined ? '' : ` · ${name}`}`, styles.subtitle),
  ]);
  const bottom = layout.y;
  if (marker !== undefined) {
    layout.y = top;
    layout.row([cell(ASIDE, marker.word, styles.warning)]);
    layout.row([cell(ASIDE, marker.meaning, styles.warningText)]);
  }
  layout.y = Math.max(bottom, layout.y) + 8;
  layout.rule(2, ACCENT);
  layout.y += 12;
}

function parties(layout: PageLayout, { customer, addresses, facts }: QuoteDocument): void {
  const top = layout.y;
  layout.stack([cell(BESIDE, 'Customer', styles.heading), cell(BESIDE, customer, styles.body)]);
  for (const { label, lines } of addresses) {
    layout.y += 4;
    layout.stack([
      cell(BESIDE, label, styles.label),
      ...lines.map((line) => cell(BESIDE, line, styles.body)),
    ]);
  }
  const bottom = layout.y;
  layout.y = top;
  for (const fact of facts) factRow(layout, fact, ASIDE, 90);
  layout.y = Math.max(bottom, layout.y) + 18;
}

function totals(layout: PageLayout, document: QuoteDocument): void {
  const label: Column = { x: 300, width: 110 };
  const value: Column = { x: RIGHT, width: 140, align: 'right' };
  layout.keepTogether(document.totals.length * 20 + document.remarks.length * 12 + 20);
  layout.y += 10;
  for (const total of document.totals) {
    layout.row([cell(label, total.label, styles.total), cell(value, total.value, styles.total)]);
    layout.y += 2;
    layout.rule(0.5, FAINT, label.x);
    layout.y += 4;
  }
  for (const remark of document.remarks) {
    for (const line of layout.linesOf(cell(FULL, remark, styles.small))) {
      layout.row([cell({ ...FULL, x: RIGHT, align: 'right' }, line, styles.small)]);
    }
  }
}

function terms(layout: PageLayout, document: QuoteDocument): void {
  layout.keepTogether(document.terms.length * leading(styles.body) + 40);
  layout.y += 16;
  layout.row([cell(FULL, 'Terms', styles.heading)]);
  layout.y += 2;
  layout.rule(0.5, SOFT);
  layout.y += 5;
  for (const fact of document.terms) factRow(layout, fact, FULL, 110);
}

/** The value beside its label. */
function factRow(
  layout: PageLayout,
  { label, value }: DocumentFact,
  { x, width }: Column,
  tab: number,
): void {
  layout.row([
    cell({ x, width: tab - 6 }, label, styles.label),
    cell({ x: x + tab, width: width - tab }, value, styles.body),
  ]);
}

function cell(column: Column, text: string, style: TextStyle): Cell {
  return { column, text, style };
}
