import type { PricedCharge, PricedLine, PriceInput, PriceInputLine, PriceResult } from '@quotewright/pricing';
import { chargeNotes } from './charge-notes.ts';
import { grouped, plainNumber } from './number-text.ts';
import type { DocumentCharge, DocumentLine } from './quote-document.ts';

interface Placed {
  readonly line: PricedLine;
  readonly position: string;
  readonly depth: number;
}

/** The lines of a price in reading order: each bundle is followed by its parts, in the order of the quote. */
export function documentLines(input: PriceInput, result: PriceResult): readonly DocumentLine[] {
  const given = new Map(input.lines.map((line) => [line.id, line]));
  return inReadingOrder(result.lines).map(({ line, position, depth }) => ({
    position,
    depth,
    name: line.name,
    details: details(given.get(line.id), given.get(line.parentId ?? '')),
    ...chargesOf(line),
  }));
}

function chargesOf({ name, quantity, charges }: PricedLine) {
  const documented = charges.map(documentCharge);
  const [first] = charges;
  const [own, ...others] = documented;
  return first?.name === name && first.quantity === quantity && own !== undefined
    ? { quantity: own.quantity, own, charges: others }
    : { quantity: grouped(quantity), charges: documented };
}

/** A stack instead of recursion: bundles may be nested as deep as a quote has lines. */
function inReadingOrder(lines: readonly PricedLine[]): readonly Placed[] {
  const parts = Map.groupBy(lines, ({ parentId }) => parentId);
  const placed: Placed[] = [];
  const waiting = placedParts(parts.get(undefined), '', 0).toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    placed.push(next);
    waiting.push(...placedParts(parts.get(next.line.id), `${next.position}.`, next.depth + 1).toReversed());
  }
  // A document that leaves something out is worse than none.
  if (placed.length !== lines.length) throw new Error('a line of the price is part of no bundle of it');
  return placed;
}

function placedParts(lines: readonly PricedLine[] = [], prefix: string, depth: number): readonly Placed[] {
  return lines.map((line, index) => ({ line, position: `${prefix}${index + 1}`, depth }));
}

/** What sets the line apart from the bundle it is part of. */
function details(line: PriceInputLine | undefined, parent: PriceInputLine | undefined): readonly string[] {
  if (line === undefined) return [];
  const { characteristics = {}, termMonths, startDate } = line;
  return [
    ...Object.entries(characteristics).map(([name, values]) => `${name}: ${values.join(', ')}`),
    ...(termMonths === null || termMonths === parent?.termMonths ? [] : [`commitment ${termMonths} months`]),
    ...(startDate === undefined || startDate === parent?.startDate ? [] : [`from ${startDate}`]),
  ];
}

function documentCharge(charge: PricedCharge): DocumentCharge {
  return {
    name: charge.name,
    quantity: `${grouped(charge.quantity)} ${charge.unit}`,
    unitPrice: unitPriceText(charge),
    charged: chargedText(charge),
    amount: grouped(charge.amount.amount),
    notes: chargeNotes(charge),
  };
}

function unitPriceText({ model, unitPrice, per }: PricedCharge): string {
  const amount = grouped(unitPrice.amount);
  if (model === 'graduated') return 'graduated';
  if (model === 'block') return `${amount} for the range`;
  // Its unit price is the percentage, for a hundred of the currency.
  if (model === 'percentOfTotal') return `${grouped(plainNumber(unitPrice.amount))} %`;
  return per === '1' ? amount : `${amount} per ${grouped(per)}`;
}

function chargedText({ type, period }: PricedCharge): string {
  if (type === 'recurring') return `per ${period}`;
  return type === 'oneTime' ? 'one-time' : 'usage';
}
