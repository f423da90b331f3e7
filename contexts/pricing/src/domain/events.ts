import type { RuleSetKind, RuleSetVersion } from './rule-set.ts';

/** Facts of this context, as the outbox keeps them. The aggregate is the price list. */
export interface PriceListPublished {
  readonly priceListId: string;
  readonly version: number;
  readonly currency: string;
  readonly contentHash: string;
  readonly priceCount: number;
}

export function priceListPublished(data: PriceListPublished) {
  return {
    type: 'PriceListPublished',
    schemaVersion: 1,
    aggregate: { type: 'priceList', id: data.priceListId },
    data: { ...data },
  };
}

const RULE_SET_EVENTS = {
  contractPrices: { type: 'ContractPriceChanged', aggregate: 'contractPrices' },
  promotions: { type: 'PromotionSetChanged', aggregate: 'promotionSet' },
  discountPolicy: { type: 'DiscountPolicyChanged', aggregate: 'discountPolicy' },
} as const satisfies Record<RuleSetKind, { readonly type: string; readonly aggregate: string }>;

/** A new version of a rule set is active. The aggregate is the account of contract prices, otherwise the tenant. */
export function ruleSetChanged(
  tenant: string,
  { kind, subject, version, contentHash, itemCount }: Omit<RuleSetVersion, 'publishedBy' | 'publishedAt'>,
) {
  const { type, aggregate } = RULE_SET_EVENTS[kind];
  return {
    type,
    schemaVersion: 1,
    aggregate: { type: aggregate, id: subject === '' ? tenant : subject },
    data: { ...(subject === '' ? {} : { accountId: subject }), version, contentHash, itemCount },
  };
}
