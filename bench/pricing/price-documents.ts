/** Five rows an offering: a monthly fee by region in volume tiers, a set-up, traffic in graduated tiers. */
export const ROWS_PER_OFFERING = 5;

const REGIONS = ['r1', 'r2', 'r3'];

export const PRICE_LIST_ID = 'standard-usd';

export const offeringId = (index: number): string => `offering-${index}`;

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

export function catalogOf(rows: number): object {
  return {
    format: 'quotewright/catalog@1',
    sections: {
      'catalog/specifications@1': {
        items: [
          {
            id: 'line',
            name: 'Line',
            characteristics: [
              { id: 'region', name: 'Region', type: 'enum', values: REGIONS.map((id) => ({ id })) },
            ],
          },
        ],
      },
      'catalog/offerings@1': {
        items: range(rows / ROWS_PER_OFFERING).map((index) => ({
          id: offeringId(index),
          name: `Offering ${index}`,
          specificationId: 'line',
          lifecycle: 'active',
        })),
      },
    },
  };
}

export function priceListOf(rows: number) {
  return {
    format: 'quotewright/price-list@1',
    priceList: { id: PRICE_LIST_ID, name: 'Standard', currency: 'USD' },
    prices: range(rows / ROWS_PER_OFFERING).flatMap((index) => pricesOf(offeringId(index))),
    adjustments: [24, 36].map((months) => ({
      id: `term-${months}`,
      name: `${months} months`,
      stage: 'term',
      conditions: { termMonths: [months] },
      appliesTo: { chargeTypes: ['recurring'] },
      adjustment: { type: 'percent', value: months === 24 ? '-5' : '-12' },
    })),
  };
}

function pricesOf(id: string): readonly object[] {
  return [
    ...REGIONS.map((region, index) => ({
      id: `${id}:fee:${region}`,
      offeringId: id,
      charge: { id: 'fee', name: 'Fee', type: 'recurring', period: 'month' },
      conditions: { characteristics: [{ id: 'region', values: [region] }] },
      model: 'volume',
      tiers: [
        { amount: `${13 + index}.00`, floor: '22' },
        { above: '49', amount: `${11 + index}.50` },
        { above: '249', amount: `${9 + index}.25` },
      ],
    })),
    {
      id: `${id}:setup`,
      offeringId: id,
      charge: { id: 'setup', name: 'Set-up', type: 'oneTime' },
      model: 'flat',
      amount: '250',
    },
    {
      id: `${id}:traffic`,
      offeringId: id,
      charge: { id: 'traffic', name: 'Traffic', type: 'usage', unit: 'GB' },
      model: 'graduated',
      tiers: [{ amount: '0.05' }, { above: '10000', amount: '0.04' }, { above: '30000', amount: '0.035' }],
    },
  ];
}

export const PROMOTIONS = {
  format: 'quotewright/promotions@1',
  promotions: [
    {
      id: 'setup-half',
      name: 'Half the set-up',
      appliesTo: { chargeIds: ['setup'] },
      conditions: { termMonths: [12, 24] },
      adjustment: { type: 'percent', value: '-50' },
    },
  ],
};

/** What one account pays for the fees of the first offerings. */
export function contractPricesOf(offerings: number) {
  return {
    format: 'quotewright/contract-prices@1',
    prices: range(offerings).map((index) => ({
      id: `${offeringId(index)}:fee`,
      offeringId: offeringId(index),
      chargeId: 'fee',
      currency: 'USD',
      model: 'flat',
      amount: '8.90',
    })),
  };
}
