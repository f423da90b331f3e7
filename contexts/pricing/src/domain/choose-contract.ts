import type { ContractPrice } from './contract-price.ts';
import { inOrder } from './in-order.ts';
import { type Situation, unmetCondition } from './unmet-condition.ts';
import { holdsOn } from './validity.ts';

/** What the account's contract says about a charge. */
export interface ChosenContract {
  readonly price: ContractPrice;
  /** Others that hold as well, and come later. */
  readonly outranked: readonly ContractPrice[];
}

/** What holds, by priority and id, and what is only out of its days. */
export interface ContractChoice {
  /** Absent where the list price stays. */
  readonly chosen?: ChosenContract;
  /** Agreed on for this charge and line, but not on this day. */
  readonly outOfDate: readonly ContractPrice[];
}

export function chooseContract(
  prices: readonly ContractPrice[],
  chargeId: string,
  situation: Situation,
): ContractChoice {
  const { currency, effectiveDate } = situation.input;
  const fitting = prices.filter(
    (candidate) =>
      candidate.chargeId === chargeId &&
      candidate.currency === currency &&
      unmetCondition(candidate.conditions ?? {}, situation) === undefined,
  );
  const holds = ({ validity }: ContractPrice) => holdsOn(validity, effectiveDate);
  const [price, ...outranked] = inOrder(fitting.filter(holds));
  return {
    ...(price === undefined ? {} : { chosen: { price, outranked } }),
    outOfDate: fitting.filter((candidate) => !holds(candidate)),
  };
}
