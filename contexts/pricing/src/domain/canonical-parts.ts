import { decimal, decimalText } from '@quotewright/kernel';
import type { z } from 'zod';
import type { conditions, ruleMembers, tariffMembers } from './document-parts.schema.ts';
import type { PriceRule } from './price-adjustment.ts';
import type { CharacteristicCondition, NumberRange, PriceConditions } from './price-conditions.ts';
import type { Bounds, Tariff, Tier } from './tariff.ts';

/*
 * From what was sent to the one form that is kept and hashed: decimals as canonical text, sets sorted, defaults
 * filled in where a rule reads them, and absent where they say nothing.
 */

type Shape<Members extends z.ZodRawShape> = z.output<z.ZodObject<Members>>;

export type TariffEntry = {
  [Model in keyof typeof tariffMembers]: Shape<(typeof tariffMembers)[Model]>;
}[keyof typeof tariffMembers];

export type ConditionsEntry = z.output<typeof conditions>;
export type RuleEntry = Shape<typeof ruleMembers>;

export function canonicalDecimal(text: string): string {
  return decimalText(decimal(text));
}

export function canonicalTariff(entry: TariffEntry): Tariff {
  const bounds = canonicalBounds(entry);
  if (entry.model === 'flat') return { model: 'flat', amount: canonicalDecimal(entry.amount), ...bounds };
  const tiers = entry.tiers.map((tier, index) => canonicalTier(tier, index));
  return { model: entry.model, tiers, tierBasis: entry.tierBasis ?? { kind: 'own' }, ...bounds };
}

function canonicalTier(
  { above, amount, ...bounds }: Bounds & { above?: string; amount: string },
  index: number,
): Tier {
  return {
    ...(above === undefined || index === 0 ? {} : { above: canonicalDecimal(above) }),
    amount: canonicalDecimal(amount),
    ...canonicalBounds(bounds),
  };
}

export function canonicalBounds({ floor, ceiling }: Bounds): Bounds {
  return {
    ...(floor === undefined ? {} : { floor: canonicalDecimal(floor) }),
    ...(ceiling === undefined ? {} : { ceiling: canonicalDecimal(ceiling) }),
  };
}

/** Undefined where nothing is asked for. */
export function canonicalConditions(entry: ConditionsEntry | undefined): PriceConditions | undefined {
  if (entry === undefined || Object.keys(entry).length === 0) return undefined;
  const { characteristics, quantity, termMonths, ...sets } = entry;
  return {
    ...Object.fromEntries(Object.entries(sets).map(([member, values]) => [member, values.toSorted()])),
    ...(characteristics === undefined
      ? {}
      : { characteristics: characteristics.map(canonicalCharacteristic) }),
    ...(quantity === undefined ? {} : { quantity: canonicalRange(quantity) }),
    ...(termMonths === undefined ? {} : { termMonths: [...new Set(termMonths)].sort((a, b) => a - b) }),
  };
}

function canonicalCharacteristic({
  id,
  of,
  values,
  range,
}: NonNullable<ConditionsEntry['characteristics']>[number]): CharacteristicCondition {
  return {
    id,
    of,
    ...(values === undefined ? {} : { values }),
    ...(range === undefined ? {} : { range: canonicalRange(range) }),
  };
}

function canonicalRange({ min, max }: NumberRange): NumberRange {
  return {
    ...(min === undefined ? {} : { min: canonicalDecimal(min) }),
    ...(max === undefined ? {} : { max: canonicalDecimal(max) }),
  };
}

export function canonicalRule(entry: RuleEntry): PriceRule {
  const { id, name, priority = 0, combination = 'exclusive', validity = {}, appliesTo = {} } = entry;
  return {
    id,
    name,
    priority,
    combination,
    validity,
    conditions: canonicalConditions(entry.conditions) ?? {},
    appliesTo,
    adjustment: { type: entry.adjustment.type, value: canonicalDecimal(entry.adjustment.value) },
  };
}
