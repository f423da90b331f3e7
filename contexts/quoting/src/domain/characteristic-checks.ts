import type { OfferingDefinition } from '@quotewright/catalog';
import { decimal, decimalProblem } from '@quotewright/kernel';
import type { CharacteristicValue } from '@quotewright/pricing';
import type { QuoteItem } from './quote.ts';

type Characteristic = OfferingDefinition['characteristics'][number];
type Restriction = OfferingDefinition['offering']['characteristicValues'][number];

/** What is wrong with an item, and where below it. */
export interface ItemFault {
  readonly at: string;
  readonly code: string;
  readonly reason: string;
}

/**
 * Characteristics against the specification and what the offering sells of it. Which are missing only where the
 * configurator does not know them: others may follow from what is chosen.
 */
export function characteristicFaults(item: QuoteItem, definition: OfferingDefinition): readonly ItemFault[] {
  const { offering, characteristics } = definition;
  const chosen = item.characteristics ?? {};
  const known = new Map(characteristics.map((one) => [one.id, one]));
  const restrictions = new Map(offering.characteristicValues.map((one) => [one.characteristicId, one]));
  const missing = characteristics
    .filter((one) => isUnknownToRules(one) && one.minCardinality > 0 && !Object.hasOwn(chosen, one.id))
    .map(({ id, name }) => fault(id, 'CHARACTERISTIC_REQUIRED', `choose "${name}"`));
  const wrong = Object.entries(chosen).flatMap(([id, values]): readonly ItemFault[] => {
    const characteristic = known.get(id);
    return characteristic === undefined
      ? [fault(id, 'CHARACTERISTIC_UNKNOWN', `"${offering.name}" has no such characteristic`)]
      : valueFaults(characteristic, restrictions.get(id), values);
  });
  return [...missing, ...wrong];
}

/** Several numbers or texts: rules speak of single values. */
function isUnknownToRules({ type, maxCardinality }: Characteristic): boolean {
  return maxCardinality > 1 && type !== 'enum';
}

function valueFaults(
  characteristic: Characteristic,
  restriction: Restriction | undefined,
  values: readonly CharacteristicValue[],
): readonly ItemFault[] {
  const { id, minCardinality, maxCardinality } = characteristic;
  const faults = values.flatMap((value, index): readonly ItemFault[] => {
    const reason =
      valueProblem(characteristic, value) ?? restrictedProblem(characteristic, restriction, value);
    return reason === undefined ? [] : [fault(`${id}/${index}`, 'CHARACTERISTIC_VALUE_NOT_ALLOWED', reason)];
  });
  if (values.length >= minCardinality && values.length <= maxCardinality) return faults;
  const reason = `must have ${minCardinality} to ${maxCardinality} values`;
  return [...faults, fault(id, 'CHARACTERISTIC_VALUE_COUNT', reason)];
}

function fault(place: string, code: string, reason: string): ItemFault {
  return { at: `/characteristics/${place}`, code, reason };
}

/** Patterns of texts are not looked at: a foreign pattern over foreign text needs a bounded engine. */
function valueProblem(of: Characteristic, value: CharacteristicValue): string | undefined {
  switch (of.type) {
    case 'enum':
      return of.values.some(({ id }) => id === value) ? undefined : 'is none of the values';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'integer':
      return typeof value === 'number' ? rangeProblem(of.range, value) : 'must be a whole number';
    case 'decimal':
      if (typeof value !== 'string') return 'must be a decimal as text, such as "12.5"';
      return decimalProblem(value) ?? rangeProblem(of.range, value);
    case 'text':
      if (typeof value !== 'string') return 'must be a text';
      return of.maxLength !== undefined && value.length > of.maxLength
        ? `must have at most ${of.maxLength} characters`
        : undefined;
  }
}

function restrictedProblem(
  { type }: Characteristic,
  restriction: Restriction | undefined,
  value: CharacteristicValue,
): string | undefined {
  if (restriction === undefined) return undefined;
  const { values, range } = restriction;
  // "12.50" is 12.5, however it is written.
  const isSold = (sold: CharacteristicValue) =>
    sold === value || (type === 'decimal' && decimal(String(sold)).equals(decimal(String(value))));
  if (values !== undefined && !values.some(isSold)) return 'is none of the values sold';
  return typeof value === 'boolean' ? undefined : rangeProblem(range, value);
}

interface Range {
  readonly min?: string | number;
  readonly max?: string | number;
}

/** Of numbers, be they numbers or decimal text: both ends belong to the range. */
function rangeProblem(range: Range | undefined, value: string | number): string | undefined {
  if (range === undefined || decimalProblem(String(value)) !== undefined) return undefined;
  const number = decimal(String(value));
  if (range.min !== undefined && number.lessThan(decimal(String(range.min)))) {
    return `must not be below ${range.min}`;
  }
  if (range.max !== undefined && number.greaterThan(decimal(String(range.max)))) {
    return `must not be above ${range.max}`;
  }
  return undefined;
}
