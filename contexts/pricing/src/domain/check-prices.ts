import { type FieldError, jsonPointer } from '@quotewright/kernel';
import { overlaps } from './check-overlaps.ts';
import {
  circularPercentages,
  deepPercentages,
  mixedTotals,
  rampedTotals,
  unknownTotals,
} from './check-percent-prices.ts';
import { ramps, unknownBases, unorderedTiers } from './check-tariffs.ts';
import { at, chargeKey, groups, type Placed, row } from './placed-price.ts';
import type { ReadAdjustmentEntry, ReadPriceEntry } from './price-list-document.ts';

type Check = (prices: readonly Placed[]) => Iterable<FieldError>;

/** What only shows when prices are seen together. The order is the order of the report. */
const CHECKS: readonly Check[] = [
  sharedIds,
  unorderedTiers,
  ramps,
  changedCharges,
  overlaps,
  unknownBases,
  unknownTotals,
  mixedTotals,
  rampedTotals,
  circularPercentages,
  deepPercentages,
];

/** A list with more of them is not looked at to its end. */
const MAX_ERRORS = 1_000;

/** Yields between checks: each looks at all prices once. */
export function* checkingPrices(
  entries: readonly ReadPriceEntry[],
  adjustments: readonly ReadAdjustmentEntry[],
): Generator<undefined, readonly FieldError[]> {
  const prices = entries.map((entry, index) => ({ index, entry }));
  const errors: FieldError[] = [];
  for (const check of CHECKS) {
    for (const error of check(prices)) {
      if (errors.length >= MAX_ERRORS) return errors;
      errors.push(error);
    }
    yield;
  }
  return [...errors, ...sharedAdjustmentIds(adjustments), ...unknownAdjusted(entries, adjustments)];
}

function* sharedIds(prices: readonly Placed[]): Generator<FieldError> {
  for (const [first, ...others] of groups(prices, ({ entry }) => entry.id)) {
    for (const other of others) {
      yield at(other, ['id'], 'PRICE_ID_DUPLICATE', `"${other.entry.id}" is the id of ${row(first)} already`);
    }
  }
}

/** A charge keeps its type, period and unit over all its prices: usage given for it always means the same. */
function* changedCharges(prices: readonly Placed[]): Generator<FieldError> {
  for (const [first, ...others] of groups(prices, chargeKey)) {
    for (const other of others) {
      if (kindOf(other.entry) === kindOf(first.entry)) continue;
      const reason = `the charge "${other.entry.charge.id}" has another type, period, unit or kind in ${row(first)}`;
      yield at(other, ['charge'], 'CHARGE_CHANGED', reason);
    }
  }
}

function kindOf({ charge }: ReadPriceEntry): string {
  return JSON.stringify([
    charge.type,
    charge.optional === true,
    charge.type === 'recurring' ? [charge.period, charge.proration ?? null] : null,
    charge.type === 'usage' ? [charge.unit, charge.fractions === true] : null,
  ]);
}

function* sharedAdjustmentIds(adjustments: readonly ReadAdjustmentEntry[]): Generator<FieldError> {
  const seen = new Map<string, number>();
  for (const [index, { id }] of adjustments.entries()) {
    const first = seen.get(id);
    if (first === undefined) seen.set(id, index);
    else {
      yield {
        pointer: jsonPointer(['adjustments', index, 'id']),
        code: 'ADJUSTMENT_ID_DUPLICATE',
        reason: `"${id}" is the id of /adjustments/${first} already`,
      };
    }
  }
}

/** A rule about a charge that the list does not have would never act. */
function* unknownAdjusted(
  entries: readonly ReadPriceEntry[],
  adjustments: readonly ReadAdjustmentEntry[],
): Generator<FieldError> {
  const known = new Set(entries.map(({ charge }) => charge.id));
  for (const [index, { appliesTo: { chargeIds = [] } = {} }] of adjustments.entries()) {
    for (const [at, chargeId] of chargeIds.entries()) {
      if (known.has(chargeId)) continue;
      const pointer = jsonPointer(['adjustments', index, 'appliesTo', 'chargeIds', at]);
      yield { pointer, code: 'CHARGE_UNKNOWN', reason: `no price of the list is of a charge "${chargeId}"` };
    }
  }
}
