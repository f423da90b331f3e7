import { contentHash, decimalText } from '@quotewright/kernel';
import type { ChargeCase } from './charge-case.ts';
import type { PriceInput } from './price-input.ts';
import type { PricedCharge } from './price-result.ts';

/** Charges that were priced before, under the hash of all that they depend on. May forget any at any time. */
export interface ChargeMemo {
  get(identity: string): PricedCharge | undefined;
  set(identity: string, charge: PricedCharge): void;
}

/** The charge of a case: remembered, or priced and remembered. */
export type RememberCharge = (charge: ChargeCase, price: () => PricedCharge) => PricedCharge;

export const REMEMBER_NOTHING: RememberCharge = (_charge, price) => price();

/**
 * How a member of a case is told in its identity: once for all charges of the line, by the charge itself, or not at all, because
 * the others decide it. A new member without an answer does not compile.
 */
type Told = 'with the line' | 'by the others' | ((charge: ChargeCase) => string);

const IDENTITY: { readonly [Member in keyof Required<ChargeCase>]: Told } = {
  input: 'with the line',
  line: 'with the line',
  root: 'with the line',
  // Whether a line needs a price at all, not what it is.
  hasParts: 'by the others',
  price: ({ price }) => price.id,
  priceListVersion: 'by the others',
  outOfDate: 'by the others',
  outranked: 'by the others',
  quantity: ({ quantity }) => decimalText(quantity),
  unit: 'by the others',
  tierBasis: ({ tierBasis }) => decimalText(tierBasis),
  contract: ({ contract }) => (contract === undefined ? '' : decimalText(contract.tierBasis)),
  contractsOutOfDate: 'by the others',
  adjustments: 'by the others',
  promotions: 'by the others',
  manual: 'by the others',
  // All phases of a ramp are remembered as one charge.
  phase: 'by the others',
};

const TOLD_BY_CHARGE = Object.values(IDENTITY).filter((told) => typeof told === 'function');

/**
 * For one calculation. When a line of a quote changes, the charges of the others are the same, unless they count something of
 * it: the quantities in their bundle, or amounts that they are a percentage of. Those are numbers of the charge's case, and
 * part of its identity.
 */
export function rememberCharges(memo: ChargeMemo, input: PriceInput): RememberCharge {
  const head = contentHash({ ...input, lines: [] });
  const situations = new Map<ChargeCase['line'], string>();
  const situationOf = ({ line, root }: ChargeCase): string => {
    let hash = situations.get(line);
    if (hash === undefined) {
      // Which line it is makes no difference, and of the bundle's root only what conditions may ask of it does.
      const { id: _id, parentId: _parentId, ...what } = line;
      hash = contentHash([head, what, root.characteristics ?? null]);
      situations.set(line, hash);
    }
    return hash;
  };
  return (charge, price) => {
    const identity = [situationOf(charge), ...TOLD_BY_CHARGE.map((tell) => tell(charge))].join(' ');
    const known = memo.get(identity);
    if (known !== undefined) return known;
    const priced = price();
    memo.set(identity, priced);
    return priced;
  };
}
