import type { ChosenCharge } from './choose-prices.ts';
import type { Offering } from './offering.ts';
import { type ChargeContext, priceCharge } from './price-charge.ts';
import type { PricedCharge, PricedLine } from './price-result.ts';
import type { Situation } from './unmet-condition.ts';

/** A line that can be priced, and what is charged for it. */
export interface ChosenLine {
  readonly situation: Situation;
  readonly offering: Offering;
  readonly charges: readonly ChosenCharge[];
}

interface Task {
  readonly line: ChosenLine;
  readonly chosen: ChosenCharge;
}

/**
 * Charges that stand alone first, then percentages in rounds, each after all that it may be a percentage of. A
 * published list has no circles, so every round prices something.
 */
export function priceLines(lines: readonly ChosenLine[], context: ChargeContext): readonly PricedLine[] {
  const priced = new Map<ChosenCharge, PricedCharge>();
  const tasks = lines.flatMap((line) => line.charges.map((chosen): Task => ({ line, chosen })));
  let percentages = tasks.filter(({ chosen }) => chosen.price.model === 'percentOfTotal');
  let round = tasks.filter(({ chosen }) => chosen.price.model !== 'percentOfTotal');
  // A quote of percentages alone has a first round that is empty.
  do {
    for (const { line, chosen } of round) {
      priced.set(chosen, priceCharge(chosen, line.situation, line.offering, context));
    }
    if (percentages.length === 0) break;
    // Sums grow after the round, so that no percentage sees half of what it is of.
    for (const { line, chosen } of round) {
      const { chargeId, amount } = priced.get(chosen) as PricedCharge;
      context.totals.add(line.situation.line, chargeId, amount);
    }
    const ready = new Set(readyPercentages(percentages));
    round = [...ready];
    percentages = percentages.filter((task) => !ready.has(task));
  } while (round.length > 0);
  if (percentages.length > 0) throw new Error('percentages of each other: the price list has a circle');
  return lines.map((line) => pricedLine(line, priced));
}

/** Those of which nothing that they are a percentage of is still to come. */
function readyPercentages(waiting: readonly Task[]): readonly Task[] {
  const open = new Set(waiting.map(({ chosen }) => keyOf(chosen.price.offeringId, chosen.price.charge.id)));
  return waiting.filter(
    ({ chosen: { price } }) =>
      price.model === 'percentOfTotal' &&
      !price.of.charges.some(({ offeringId, chargeId }) => open.has(keyOf(offeringId, chargeId))),
  );
}

const keyOf = (offeringId: string, chargeId: string) => JSON.stringify([offeringId, chargeId]);

function pricedLine(
  { situation: { line }, offering, charges }: ChosenLine,
  priced: ReadonlyMap<ChosenCharge, PricedCharge>,
): PricedLine {
  return {
    id: line.id,
    ...(line.parentId === undefined ? {} : { parentId: line.parentId }),
    offeringId: line.offeringId,
    name: offering.name,
    quantity: line.quantity,
    charges: charges.map((chosen) => priced.get(chosen) as PricedCharge),
  };
}
