import type { DocumentCharge, DocumentLine, QuoteDocument } from '../../domain/document/quote-document.ts';
import { type Cell, type Column, LEFT, type PageLayout, RIGHT } from './page-layout.ts';
import { FAINT, INK, leading, styles, type TextStyle } from './text-style.ts';

const ITEM: Column = { x: LEFT, width: 188 };
const QUANTITY: Column = { x: 318, width: 86, align: 'right' };
const UNIT_PRICE: Column = { x: 408, width: 86, align: 'right' };
const CHARGED: Column = { x: 418, width: 54 };
const AMOUNT: Column = { x: RIGHT, width: 80, align: 'right' };

type Row = readonly Cell[];

const STEP = 12;
/** Deeper bundles than this are not told apart by their indentation any more, only by their position. */
const DEEPEST_INDENTATION = 4;

/** The table of items, item by item, so that others can run in between. Its head is on each of its pages. */
export function* layoutItems(layout: PageLayout, { lines, currency }: QuoteDocument): Generator<void> {
  const { onNewPage } = layout;
  layout.keepTogether(80);
  tableHead(layout, currency);
  layout.onNewPage = () => {
    onNewPage();
    tableHead(layout, currency);
  };
  for (const line of lines) {
    itemRows(layout, line);
    yield;
  }
  layout.onNewPage = onNewPage;
}

function tableHead(layout: PageLayout, currency: string): void {
  const style = styles.columnHead;
  layout.row([
    { column: ITEM, text: 'Item', style },
    { column: QUANTITY, text: 'Quantity', style },
    { column: UNIT_PRICE, text: 'Unit price', style },
    { column: CHARGED, text: 'Charged', style },
    { column: AMOUNT, text: `Amount ${currency}`, style },
  ]);
  layout.y += 2;
  layout.rule(1, INK);
  layout.y += 5;
}

function itemRows(layout: PageLayout, line: DocumentLine): void {
  const { position, name, quantity, details, own, charges } = line;
  const indent = Math.min(line.depth, DEEPEST_INDENTATION) * STEP;
  const hang = Math.max(20, layout.measure(position, styles.quantity) + 5);
  const head: Row = [
    { column: indented(indent), text: position, style: styles.label },
    { column: indented(indent + hang), text: name, style: styles.item },
    { column: QUANTITY, text: quantity, style: styles.quantity },
    ...(own === undefined ? [] : priceCells(own, styles.quantity)),
  ];
  const title = [head, ...smallRows(details, indent + hang), ...noteRows(own, indent + hang)];
  const blocks = charges.map((charge) => chargeRows(charge, indent + hang));
  const [first = []] = blocks;
  // A title alone at the foot of a page would leave its charges without a name.
  keepTogether(layout, [...title, ...first]);
  for (const row of title) layout.row(row);
  for (const rows of blocks) {
    keepTogether(layout, rows);
    for (const row of rows) layout.row(row);
  }
  layout.y += 2;
  layout.rule(0.5, FAINT);
  layout.y += 4;
}

function chargeRows(charge: DocumentCharge, indent: number): readonly Row[] {
  const style = styles.charge;
  return [
    [
      { column: indented(indent), text: charge.name, style },
      { column: QUANTITY, text: charge.quantity, style },
      ...priceCells(charge, style),
    ],
    ...noteRows(charge, indent),
  ];
}

function priceCells({ unitPrice, charged, amount }: DocumentCharge, style: TextStyle): Row {
  return [
    { column: UNIT_PRICE, text: unitPrice, style },
    { column: CHARGED, text: charged, style },
    { column: AMOUNT, text: amount, style },
  ];
}

function noteRows(charge: DocumentCharge | undefined, indent: number): readonly Row[] {
  return (charge?.notes ?? []).flatMap((note) => smallRows([note], indent));
}

/** May run under the quantity: nothing else stands there. */
function smallRows(texts: readonly string[], indent: number): readonly Row[] {
  if (texts.length === 0) return [];
  const { x, width } = indented(indent);
  return [[{ column: { x, width: width + 150 }, text: texts.join(' · '), style: styles.small }]];
}

function indented(indent: number): Column {
  return { x: ITEM.x + indent, width: ITEM.width - indent };
}

/** What is higher than a third of a page may be cut. */
const HIGHEST_BLOCK = 250;

function keepTogether(layout: PageLayout, rows: readonly Row[]): void {
  const height = rows.reduce((sum, row) => sum + heightOf(layout, row), 0);
  layout.keepTogether(Math.min(height, HIGHEST_BLOCK));
}

function heightOf(layout: PageLayout, row: Row): number {
  const lines = Math.max(...row.map((cell) => layout.linesOf(cell).length));
  return lines * Math.max(...row.map(({ style }) => leading(style)));
}
