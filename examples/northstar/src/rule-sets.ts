import type { ContractPricesDocument, DiscountPolicyDocument, PromotionsDocument } from './documents.ts';

export const PROMOTIONS: PromotionsDocument = {
  format: 'quotewright/promotions@1',
  promotions: [
    {
      id: 'spring-26',
      name: 'Spring 2026: half the set-up fee',
      code: 'SPRING26',
      conditions: { termMonths: [12, 24] },
      appliesTo: { offeringIds: ['site-access'], chargeIds: ['set-up'] },
      adjustment: { type: 'percent', value: '-50' },
    },
    {
      id: 'small-start',
      name: 'Onboarding for small businesses',
      conditions: { segments: ['small-business'] },
      appliesTo: { offeringIds: ['onboarding'] },
      adjustment: { type: 'percent', value: '-10' },
    },
    {
      id: 'analytics-100',
      name: 'Network Analytics for the first hundred',
      code: 'ANALYTICS100',
      currency: 'EUR',
      appliesTo: { offeringIds: ['network-analytics'] },
      adjustment: { type: 'amount', value: '-100.00' },
      limits: { redemptions: 100, redemptionsPerAccount: 1, budget: '10000.00' },
    },
  ],
};

/** Sales people decide up to 15 % by themselves, their manager up to 25 %, a director up to 60 %. */
export const DISCOUNT_POLICY: DiscountPolicyDocument = {
  format: 'quotewright/discount-policy@1',
  rules: [
    {
      id: 'everybody',
      maxPercent: '60',
      thresholds: [
        { abovePercent: '15', level: 1 },
        { abovePercent: '25', level: 2 },
      ],
    },
  ],
};

/** What one customer has agreed on: dearer services have the price of a larger plan. */
export const CONTRACT_PRICES: ContractPricesDocument = {
  format: 'quotewright/contract-prices@1',
  prices: [
    {
      id: 'frame-2026.secure-seat',
      offeringId: 'secure-seat',
      chargeId: 'monthly',
      currency: 'EUR',
      model: 'flat',
      amount: '10.40',
    },
    {
      id: 'frame-2026.zero-trust-cloud',
      offeringId: 'zero-trust-cloud',
      chargeId: 'monthly',
      currency: 'EUR',
      model: 'volume',
      tiers: [{ amount: '1.50' }, { above: '249', amount: '1.20' }],
    },
  ],
};
