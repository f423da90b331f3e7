import type { Chance, Step, Storyteller } from '../step.ts';
import { OFFERINGS } from './catalog.ts';

export const PRICE_LIST = 'standard-eur';

const cents = (random: Chance, most: number) => (random.between(100, most) / 100).toFixed(2);

/** Every offering with a fee and a set-up charge. */
export function priceListOf(random: Chance, edition: number) {
  const fee = { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' };
  const setUp = { id: 'setup', name: 'Set-up', type: 'oneTime' };
  return {
    format: 'quotewright/price-list@1',
    priceList: { id: PRICE_LIST, name: `Standard ${edition}`, currency: 'EUR' },
    prices: OFFERINGS.flatMap((offeringId) => [
      { id: `${offeringId}:fee`, offeringId, charge: fee, model: 'flat', amount: cents(random, 40_000) },
      { id: `${offeringId}:setup`, offeringId, charge: setUp, model: 'flat', amount: cents(random, 9_000) },
    ]),
  };
}

export const priceListStory: Storyteller = (random, number) => {
  const params = { priceListId: PRICE_LIST };
  return [
    { as: 'admin', operation: 'importPriceList', params, body: priceListOf(random, number) },
    { as: 'admin', operation: 'publishPriceList', params },
  ];
};

/** What is decided beside the lists: promotions, a discount policy, what one account pays. */
export const ruleSetStory: Storyteller = (random, number) => {
  const account = `$contract-${number}`;
  const promotions = {
    format: 'quotewright/promotions@1',
    promotions: [
      {
        id: 'spring',
        name: `Spring ${number}`,
        code: 'SPRING',
        combination: 'stackable',
        adjustment: { type: 'percent', value: String(-random.between(1, 20)) },
        usageLimit: 1_000,
      },
    ],
  };
  const policy = {
    format: 'quotewright/discount-policy@1',
    rules: [
      { id: `rule-${number}`, thresholds: [{ abovePercent: String(random.between(1, 20)), level: 1 }] },
    ],
  };
  const contract = {
    format: 'quotewright/contract-prices@1',
    prices: [
      {
        id: 'own',
        offeringId: 'alpha',
        chargeId: 'fee',
        currency: 'EUR',
        model: 'flat',
        amount: cents(random, 20_000),
      },
    ],
  };
  const published = (name: string, body: object, params = {}): readonly Step[] => [
    { as: 'admin', operation: `replace${name}Draft`, params, body: body as never },
    { as: 'admin', operation: `publish${name}`, params },
  ];
  return [
    ...published('Promotions', promotions),
    ...published('DiscountPolicy', policy),
    {
      as: 'sales',
      operation: 'createAccount',
      body: { name: `Contract ${number}`, type: 'customer', segment: 'enterprise', customerType: 'business' },
      binds: { [account]: 'id' },
    },
    ...published('ContractPrices', contract, { accountId: account }),
  ];
};
