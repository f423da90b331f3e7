import { BRANCH_PRICES } from './branch-prices.ts';
import type { PriceAdjustment, PriceListDocument, PriceRow } from './documents.ts';
import { SERVICE_PRICES } from './service-prices.ts';

const EUR_PRICES: readonly PriceRow[] = [...BRANCH_PRICES, ...SERVICE_PRICES];

/** Monthly, and the same in every month: what grows in phases has no amount to take a percentage of. */
const isMonthly = ({ charge, ramp }: PriceRow) =>
  charge.type === 'recurring' && charge.period === 'month' && ramp === undefined;

const MONTHLY = [...Map.groupBy(EUR_PRICES.filter(isMonthly), ({ offeringId }) => offeringId)].flatMap(
  ([offeringId, prices]) =>
    [...new Set(prices.map(({ charge }) => charge.id))].map((chargeId) => ({ offeringId, chargeId })),
);

const PREMIUM_SUPPORT: PriceRow = {
  id: 'premium-support.monthly',
  offeringId: 'premium-support',
  charge: { id: 'monthly', name: 'Premium Support', type: 'recurring', period: 'month' },
  model: 'percentOfTotal',
  percent: '8',
  of: { scope: 'quote', charges: MONTHLY },
  floor: '45.00',
};

/** Everything recurring but Premium Support: what it is a percentage of has its discount already. */
const COMMITTED = {
  offeringIds: [
    ...new Set(EUR_PRICES.filter((row) => row.charge.type === 'recurring').map((row) => row.offeringId)),
  ],
  chargeTypes: ['recurring'],
} as const;

const ADJUSTMENTS: readonly PriceAdjustment[] = [
  {
    id: 'service-level-premium',
    name: 'Premium service level',
    stage: 'attribute',
    conditions: { characteristics: [{ id: 'service-level', values: ['premium'] }] },
    appliesTo: { offeringIds: ['site-access'], chargeIds: ['access'] },
    adjustment: { type: 'percent', value: '15' },
  },
  commitment(24, '-5'),
  commitment(36, '-12'),
  {
    id: 'set-up-waived-36',
    name: 'No set-up fee for 36 months',
    stage: 'term',
    conditions: { termMonths: [36] },
    appliesTo: { offeringIds: ['site-access'], chargeIds: ['set-up'] },
    adjustment: { type: 'percent', value: '-100' },
  },
  {
    id: 'partner-margin',
    name: 'Partner margin',
    stage: 'channel',
    conditions: { channels: ['partner'] },
    appliesTo: COMMITTED,
    adjustment: { type: 'percent', value: '-8' },
  },
];

export const EUR_PRICE_LIST: PriceListDocument = {
  format: 'quotewright/price-list@1',
  priceList: { id: 'northstar-eur', name: 'Northstar, euro', currency: 'EUR' },
  prices: [...EUR_PRICES, PREMIUM_SUPPORT],
  adjustments: ADJUSTMENTS,
};

export const IDR_PRICE_LIST: PriceListDocument = {
  format: 'quotewright/price-list@1',
  priceList: { id: 'northstar-idr', name: 'Northstar, rupiah', currency: 'IDR' },
  prices: [
    {
      id: 'mobile-backup.activation',
      offeringId: 'mobile-backup',
      charge: { id: 'activation', name: 'Activation', type: 'oneTime' },
      model: 'flat',
      amount: '150000',
    },
    {
      id: 'mobile-backup.monthly',
      offeringId: 'mobile-backup',
      charge: {
        id: 'monthly',
        name: 'Mobile Backup',
        type: 'recurring',
        period: 'month',
        proration: 'daily',
      },
      model: 'flat',
      amount: '299000',
    },
  ],
};

function commitment(months: number, percent: string): PriceAdjustment {
  return {
    id: `commitment-${months}`,
    name: `${months} months of commitment`,
    stage: 'term',
    conditions: { termMonths: [months] },
    appliesTo: COMMITTED,
    adjustment: { type: 'percent', value: percent },
  };
}
