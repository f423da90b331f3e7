import type { FieldError } from '@quotewright/kernel';
import { at, chargeKey, keyOf, type Placed } from './placed-price.ts';
import type { ReadPriceEntry } from './price-list-document.ts';

type PercentEntry = Extract<ReadPriceEntry, { model: 'percentOfTotal' }>;
type PercentPlaced = Placed & { readonly entry: PercentEntry };

const isPercent = (price: Placed): price is PercentPlaced => price.entry.model === 'percentOfTotal';

export function* unknownTotals(prices: readonly Placed[]): Generator<FieldError> {
  const known = new Set(prices.map(chargeKey));
  for (const price of prices.filter(isPercent)) {
    const { id, of, charge, offeringId } = price.entry;
    for (const [index, { offeringId: base, chargeId }] of of.charges.entries()) {
      const reason = !known.has(keyOf(base, chargeId))
        ? `"${base}" has no charge "${chargeId}" in this list`
        : of.scope === 'line' && base !== offeringId
          ? `"${id}" counts charges of its own line, which is of "${offeringId}"`
          : base === offeringId && chargeId === charge.id
            ? 'a charge is no part of what it is a percentage of'
            : undefined;
      if (reason !== undefined) yield at(price, ['of', 'charges', index], 'TOTAL_INVALID', reason);
    }
    if (charge.type === 'usage') {
      yield at(price, ['charge', 'type'], 'TOTAL_INVALID', 'a percentage is no usage charge');
    }
  }
}

/**
 * A month's amount and a single one have no sum, and a part of what is paid every month is paid every month. A part of
 * a single amount may be of any kind: maintenance is some percent of a licence, each year.
 */
export function* mixedTotals(prices: readonly Placed[]): Generator<FieldError> {
  const kinds = new Map(prices.map((price) => [chargeKey(price), kindOf(price.entry)]));
  for (const price of prices.filter(isPercent)) {
    const { charges } = price.entry.of;
    const first = charges[0] as (typeof charges)[number];
    const expected = kinds.get(keyOf(first.offeringId, first.chargeId));
    const own = kindOf(price.entry);
    if (expected?.startsWith('recurring') === true && own !== expected) {
      const reason = `a part of what is ${expected} is ${expected}, not ${own}`;
      yield at(price, ['charge'], 'TOTAL_MIXED', reason);
    }
    for (const [index, { offeringId, chargeId }] of charges.entries()) {
      const kind = kinds.get(keyOf(offeringId, chargeId));
      if (kind === undefined || expected === undefined || kind === expected) continue;
      const reason = `"${chargeId}" is ${kind}, the charges before it are ${expected}: they have no sum`;
      yield at(price, ['of', 'charges', index], 'TOTAL_MIXED', reason);
    }
  }
}

/** A percentage has one amount, a ramp one for each phase: the part of a ramp would be that of its first months. */
export function* rampedTotals(prices: readonly Placed[]): Generator<FieldError> {
  const ramped = new Set(prices.filter(({ entry }) => entry.ramp !== undefined).map(chargeKey));
  for (const price of prices.filter(isPercent)) {
    for (const [index, { offeringId, chargeId }] of price.entry.of.charges.entries()) {
      if (!ramped.has(keyOf(offeringId, chargeId))) continue;
      const reason = `"${chargeId}" grows in phases: a percentage of it is not supported`;
      yield at(price, ['of', 'charges', index], 'TOTAL_RAMPED', reason);
    }
  }
}

const MAX_PERCENT_DEPTH = 10;

/** Percentages of percentages of percentages: each level is one more round over the quote. */
export function* deepPercentages(prices: readonly Placed[]): Generator<FieldError> {
  let open = prices.filter(isPercent);
  for (let depth = 0; depth < MAX_PERCENT_DEPTH && open.length > 0; depth += 1) {
    const waiting = new Set(open.map(chargeKey));
    open = open.filter(({ entry }) =>
      entry.of.charges.some(({ offeringId, chargeId }) => waiting.has(keyOf(offeringId, chargeId))),
    );
  }
  const [first] = open;
  if (first === undefined) return;
  const reason = `percentages are of each other in a circle, or deeper than ${MAX_PERCENT_DEPTH}`;
  yield at(first, ['of', 'charges'], 'TOTAL_TOO_DEEP', reason);
}

function kindOf({ charge }: ReadPriceEntry): string {
  return charge.type === 'recurring' ? `recurring per ${charge.period}` : charge.type;
}

/** A percentage of a percentage is fine; one of itself, over whatever way, has no amount. */
export function* circularPercentages(prices: readonly Placed[]): Generator<FieldError> {
  const percentages = Map.groupBy(prices.filter(isPercent), chargeKey);
  const done = new Set<string>();
  for (const start of percentages.keys()) {
    const circle = circleFrom(start, percentages, done);
    const first = circle === undefined ? undefined : percentages.get(circle[0] as string)?.[0];
    if (circle === undefined || first === undefined) continue;
    const way = circle.map((key) => `"${key.replace(' ', '"/"')}"`).join(' → ');
    yield at(first, ['of', 'charges'], 'TOTAL_CIRCULAR', `the percentages go in a circle: ${way}`);
  }
}

/** Depth first, without recursion: a chain may be as long as the list. `done` holds what no circle goes through. */
function circleFrom(
  start: string,
  percentages: ReadonlyMap<string, readonly PercentPlaced[]>,
  done: Set<string>,
): readonly string[] | undefined {
  const way: { readonly key: string; readonly next: Iterator<string> }[] = [];
  const onWay = new Set<string>();
  const enter = (key: string) => {
    onWay.add(key);
    way.push({ key, next: basesOf(percentages.get(key) ?? []) });
  };
  if (!done.has(start)) enter(start);
  for (let top = way.at(-1); top !== undefined; top = way.at(-1)) {
    const { done: exhausted, value } = top.next.next();
    if (exhausted === true) {
      done.add(top.key);
      onWay.delete(top.key);
      way.pop();
    } else if (!done.has(value) && percentages.has(value)) {
      if (onWay.has(value)) {
        for (const key of onWay) done.add(key);
        const keys = way.map(({ key }) => key);
        return [...keys.slice(keys.indexOf(value)), value];
      }
      enter(value);
    }
  }
  return undefined;
}

function* basesOf(prices: readonly PercentPlaced[]): Generator<string, undefined> {
  for (const { entry } of prices) {
    for (const { offeringId, chargeId } of entry.of.charges) yield keyOf(offeringId, chargeId);
  }
  return undefined;
}
