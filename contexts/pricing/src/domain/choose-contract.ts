import { inOrder } from './choose-prices.ts';
import type { ContractPrice } from './contract-price.ts';
import { type Situation, unmetCondition } from './unmet-condition.ts';
import { holdsOn } from './validity.ts';

/** What the account's contract says about a charge. */
export interface ChosenContract {
  readonly price: ContractPrice;
  /** Others that hold as well, and come later. */
  readonly outranked: readonly ContractPrice[];
}

/** The contract price that holds, by priority and id; undefined where the list price stays. */
export function chooseContract(
  prices: readonly ContractPrice[],
  chargeId: string,
  situation: Situation,
): ChosenContract | undefined {
  const { currency, effectiveDate } = situation.input;
  const [price, ...outranked] = inOrder(
    prices.filter(
      (candidate) =>
        candidate.chargeId === chargeId &&
        candidate.currency === currency &&
        holdsOn(candidate.validity, effectiveDate) &&
        unmetCondition(candidate.conditions ?? {}, situation) === undefined,
    ),
  );
  return price === undefined ? undefined : { price, outranked };
}
