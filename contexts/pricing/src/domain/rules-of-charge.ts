import { inOrder } from './in-order.ts';
import type { Charge } from './price.ts';
import type { ChargeSelector } from './price-adjustment.ts';

interface Selecting {
  readonly id: string;
  readonly priority: number;
  readonly appliesTo: ChargeSelector;
}

/** Finds the rules that are about a charge, in the order in which they apply, without looking at all of them each time. */
export type RulesOfCharge<Rule> = (offeringId: string, charge: Charge) => readonly Rule[];

/** `rules` are looked at once per kind of charge, not once per line. */
export function rulesOfCharge<Rule extends Selecting>(rules: readonly Rule[]): RulesOfCharge<Rule> {
  const ordered = inOrder(rules);
  const found = new Map<string, readonly Rule[]>();
  return (offeringId, charge) => {
    const key = JSON.stringify([offeringId, charge.id, charge.type]);
    let ofCharge = found.get(key);
    if (ofCharge === undefined) {
      ofCharge = ordered.filter(({ appliesTo }) => selects(appliesTo, offeringId, charge));
      found.set(key, ofCharge);
    }
    return ofCharge;
  };
}

export function selects(
  { offeringIds, chargeIds, chargeTypes }: ChargeSelector,
  offeringId: string,
  charge: Pick<Charge, 'id' | 'type'>,
): boolean {
  return (
    (offeringIds?.includes(offeringId) ?? true) &&
    (chargeIds?.includes(charge.id) ?? true) &&
    (chargeTypes?.includes(charge.type) ?? true)
  );
}
