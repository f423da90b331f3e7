import { canonicalJson, type MoneyJson } from '@quotewright/kernel';
import { comparePartly } from './compare-money.ts';
import { partingOf } from './compare-steps.ts';
import { changeOf, type Pair } from './pairs.ts';
import type { ChargeComparison } from './price-comparison.ts';
import type { PricedCharge } from './price-result.ts';

/** What makes it the same charge of a line. */
export function chargeKey({ chargeId, type, period }: PricedCharge): string {
  return JSON.stringify([chargeId, type, period ?? null]);
}

export const compareCharges =
  (currency: string) =>
  (pair: Pair<PricedCharge>): ChargeComparison => {
    const [before, after] = pair;
    const { chargeId, name, type, period } = after ?? before;
    const same = () => before !== undefined && after !== undefined && paid(before) === paid(after);
    const change = changeOf(pair, same);
    const partsAt = change === 'changed' && before && after && partingOf(before, after);
    return {
      chargeId,
      name,
      type,
      ...(period !== undefined && { period }),
      change,
      ...comparePartly(before?.amount, after?.amount, currency),
      ...comparePhases(pair, currency),
      ...compareFirstPeriods(pair, currency),
      ...(partsAt && { partsAt }),
    };
  };

/** What a customer sees of a charge: without its name, and without how it came about. */
function paid(priced: PricedCharge): string {
  const { name: _name, explanation: _steps, phases = [], ...charge } = priced;
  return canonicalJson({
    ...charge,
    phases: phases.map(({ fromMonth, amount }) => ({ fromMonth, amount })),
  });
}

function comparePhases(pair: Pair<PricedCharge>, currency: string): Pick<ChargeComparison, 'phases'> {
  const [before, after] = pair;
  const months = pair.flatMap((charge) => (charge?.phases ?? []).map(({ fromMonth }) => fromMonth));
  if (months.length === 0) return {};
  const phases = [...new Set(months)]
    .toSorted((one, other) => one - other)
    .map((fromMonth) => ({
      fromMonth,
      ...comparePartly(amountIn(before, fromMonth), amountIn(after, fromMonth), currency),
    }));
  return { phases };
}

/** What a charge comes to in a month: the amount of the phase that has begun last. */
function amountIn(charge: PricedCharge | undefined, month: number): MoneyJson | undefined {
  const phase = charge?.phases?.findLast(({ fromMonth }) => fromMonth <= month);
  return (phase ?? charge)?.amount;
}

function compareFirstPeriods(
  [before, after]: Pair<PricedCharge>,
  currency: string,
): Pick<ChargeComparison, 'firstPeriod'> {
  if (before?.firstPeriod === undefined && after?.firstPeriod === undefined) return {};
  const amountOf = (charge: PricedCharge | undefined) => (charge?.firstPeriod ?? charge)?.amount;
  return { firstPeriod: comparePartly(amountOf(before), amountOf(after), currency) };
}
