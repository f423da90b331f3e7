import type { Charge, PriceRow, Tariff } from './documents.ts';

/*
 * What the parts of Secure Branch cost, in EUR. The tiers are the plans: Silver up to 49 users, Gold up to 249,
 * Platinum above.
 */

const SEATS = { kind: 'bundle', offeringIds: ['secure-seat'] } as const;

const SEAT_PRICES: readonly PriceRow[] = [
  monthly('secure-seat', 'Secure Seat', {
    model: 'volume',
    tiers: [{ amount: '13.00' }, { above: '49', amount: '11.50' }, { above: '249', amount: '9.25' }],
  }),
  monthly('dns-security', 'DNS Security', {
    model: 'volume',
    tiers: [
      { amount: '2.10', floor: '22' },
      { above: '49', amount: '1.55', floor: '48' },
      { above: '249', amount: '1.05' },
    ],
  }),
  monthly('cloud-firewall', 'Cloud Firewall', {
    model: 'volume',
    tiers: [
      { amount: '5.20', floor: '75' },
      { above: '49', amount: '4.60', floor: '150' },
      { above: '249', amount: '4.10', floor: '250' },
    ],
  }),
  monthly('zero-trust-corporate', 'Zero-Trust Corporate', { model: 'flat', amount: '0.00' }),
  // The plan decides, not how many of its users take the service.
  monthly('zero-trust-cloud', 'Zero-Trust Cloud', {
    model: 'volume',
    tierBasis: SEATS,
    tiers: [{ amount: '1.80' }, { above: '49', amount: '1.60' }, { above: '249', amount: '1.30' }],
  }),
];

const TRAFFIC: Charge = {
  id: 'traffic',
  name: 'Firewall traffic',
  type: 'usage',
  unit: 'GB',
  fractions: true,
};

/** Graduated tiers count the traffic; which ones they are is a matter of the plan. */
const TRAFFIC_PRICES: readonly PriceRow[] = [
  traffic('silver', { max: '49' }, ['0.050', '0.040', '0.035']),
  traffic('gold', { min: '50', max: '249' }, ['0.045', '0.035', '0.030']),
  traffic('platinum', { min: '250' }, ['0.040', '0.030', '0.028']),
];

const ACCESS_AMOUNTS = {
  r1: { '100': '310', '500': '620', '1000': '930' },
  r2: { '100': '260', '500': '515', '1000': '770' },
  r3: { '100': '240', '500': '480' },
} as const;

const ACCESS_PRICES: readonly PriceRow[] = Object.entries(ACCESS_AMOUNTS).flatMap(([region, amounts]) =>
  Object.entries(amounts).map(
    ([bandwidth, amount]): PriceRow => ({
      id: `site-access.access.${region}-${bandwidth}`,
      offeringId: 'site-access',
      charge: { id: 'access', name: 'Site Access', type: 'recurring', period: 'month' },
      conditions: {
        characteristics: [
          { id: 'region', values: [region] },
          { id: 'bandwidth', values: [bandwidth] },
        ],
      },
      model: 'flat',
      amount,
    }),
  ),
);

const SET_UP: PriceRow = {
  id: 'site-access.set-up',
  offeringId: 'site-access',
  charge: { id: 'set-up', name: 'Site set-up', type: 'oneTime' },
  model: 'flat',
  amount: '250',
};

/** Bought or rented: of the two charges a line has the one that its supply asks for. */
const APPLIANCE_PRICES: readonly PriceRow[] = [
  {
    id: 'edge-appliance.purchase',
    offeringId: 'edge-appliance',
    charge: { id: 'purchase', name: 'Edge Appliance', type: 'oneTime', optional: true },
    conditions: { characteristics: [{ id: 'supply', values: ['purchase'] }] },
    model: 'flat',
    amount: '890.00',
  },
  {
    id: 'edge-appliance.rental',
    offeringId: 'edge-appliance',
    charge: {
      id: 'rental',
      name: 'Edge Appliance, rented',
      type: 'recurring',
      period: 'month',
      optional: true,
    },
    conditions: { characteristics: [{ id: 'supply', values: ['rental'] }] },
    model: 'flat',
    amount: '29.90',
  },
];

/** The bundle itself has no price: it costs what its parts come to. */
export const BRANCH_PRICES: readonly PriceRow[] = [
  ...SEAT_PRICES,
  ...TRAFFIC_PRICES,
  ...ACCESS_PRICES,
  SET_UP,
  ...APPLIANCE_PRICES,
];

function monthly(offeringId: string, name: string, tariff: Tariff): PriceRow {
  const charge: Charge = { id: 'monthly', name, type: 'recurring', period: 'month' };
  return { id: `${offeringId}.monthly`, offeringId, charge, ...tariff };
}

function traffic(
  plan: string,
  quantity: { readonly min?: string; readonly max?: string },
  [first, next, rest]: readonly [string, string, string],
): PriceRow {
  return {
    id: `cloud-firewall.traffic.${plan}`,
    offeringId: 'cloud-firewall',
    charge: TRAFFIC,
    conditions: { quantity },
    model: 'graduated',
    tiers: [{ amount: first }, { above: '10000', amount: next }, { above: '30000', amount: rest }],
  };
}
