import { type Decimal, decimal } from '@quotewright/kernel';
import type { Bounds } from '../tariff.ts';
import type { StageStep } from '../waterfall.ts';

/** What floor and ceiling make of an amount: nothing, or one step. */
export function boundSteps(
  rule: Pick<StageStep, 'ruleId' | 'ruleVersion'>,
  { floor, ceiling }: Bounds,
  amount: Decimal,
): readonly StageStep[] {
  const set = (reasonCode: string, bound: string): StageStep => ({
    ...rule,
    reasonCode,
    input: { bound },
    adjustment: { type: 'set', value: bound },
    amount: decimal(bound),
  });
  if (floor !== undefined && amount.lessThan(decimal(floor))) return [set('FLOOR_APPLIED', floor)];
  if (ceiling !== undefined && amount.greaterThan(decimal(ceiling))) {
    return [set('CEILING_APPLIED', ceiling)];
  }
  return [];
}
