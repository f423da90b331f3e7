import type { SeededRandom } from '@quotewright/acceleration/testing';
import type { PriceListDocument } from '@quotewright/pricing';
import {
  BOUNDARY,
  BUNDLE_IDS,
  CARE,
  COVER,
  cents,
  chanceOf,
  GHOSTS,
  LATE,
  LEAF_IDS,
  REGIONS,
  refusesAll,
  SEASONAL,
  TERMS,
  type Variant,
} from './world.ts';

type Entry = PriceListDocument['prices'][number];

export const listOf = (currency: string) => `standard-${currency.toLowerCase()}`;
export const FEE = 'fee';
export const TRAFFIC = 'traffic';

/** Whose fees do not grow in phases: there can be a percentage of them. */
const LEVEL_IDS = LEAF_IDS.filter((_, index) => index % 5 !== 0);

const MONTHLY = { id: FEE, name: 'Fee', type: 'recurring', period: 'month' } as const;
const SET_UP = { id: 'setup', name: 'Set-up', type: 'oneTime' } as const;

/** The prices of a tenant in a currency. Nothing is priced that the catalog in force does not have. */
export function listVariant(
  seed: number,
  {
    tenant,
    currency,
    number,
  }: { readonly tenant: string; readonly currency: string; readonly number: number },
  absent: readonly string[],
): Variant<PriceListDocument> {
  const random = chanceOf(seed, 'list', tenant, currency, number);
  const missing = GHOSTS.filter((id) => absent.includes(id));
  const simple = [...BUNDLE_IDS, ...SEASONAL, ...GHOSTS.filter((id) => !absent.includes(id))];
  const prices: Entry[] = [
    ...LEAF_IDS.flatMap((id, index) => leafPrices(id, index, random)),
    ...simple.map((id): Entry => ({ ...flat(id, random), charge: MONTHLY })),
    { ...flat(LATE, random), validity: { from: BOUNDARY } },
    percentage(CARE, random, 'bundle', LEVEL_IDS.slice(0, 32)),
    percentage(COVER, random, 'quote', LEVEL_IDS.slice(16, 72)),
  ];
  return {
    document: {
      format: 'quotewright/price-list@1',
      priceList: { id: listOf(currency), name: `${tenant} ${number}`, currency },
      prices,
      adjustments: adjustments(random),
    },
    refuses: refusesAll(missing, 'PRICE_MISSING'),
  };
}

function flat(offeringId: string, random: SeededRandom): Entry {
  const amount = cents(random, 100, 90_000);
  return { id: `${offeringId}:${FEE}`, offeringId, charge: MONTHLY, model: 'flat', amount };
}

/** Each fifth offering is charged the same way. */
function leafPrices(offeringId: string, index: number, random: SeededRandom): readonly Entry[] {
  const base = { id: `${offeringId}:${FEE}`, offeringId, charge: MONTHLY };
  const amount = () => cents(random, 100, 40_000);
  const tiers = () => [
    { amount: amount() },
    { above: '10', amount: amount() },
    { above: '50', amount: amount() },
  ];
  const models: readonly (() => readonly Entry[])[] = [
    // Another price from the boundary on, growing in phases.
    () => [
      { ...base, model: 'flat', amount: amount(), validity: { until: BOUNDARY } },
      {
        ...base,
        id: `${base.id}:new`,
        model: 'flat',
        amount: amount(),
        validity: { from: BOUNDARY },
        ramp: [
          { fromMonth: 1, percent: '50' },
          { fromMonth: 4, percent: '100' },
        ],
      },
    ],
    () => [{ ...base, model: 'volume', tiers: tiers() }],
    () => [
      { ...base, model: 'flat', amount: amount() },
      {
        ...base,
        id: `${offeringId}:${TRAFFIC}`,
        charge: { id: TRAFFIC, name: 'Traffic', type: 'usage', unit: 'GB', fractions: true },
        model: 'graduated',
        tiers: [{ amount: cents(random, 1, 90) }, { above: '1000', amount: cents(random, 1, 90) }],
      },
    ],
    // By region, and for everywhere else.
    () => [
      ...REGIONS.slice(0, 2).map(
        (region): Entry => ({
          ...base,
          id: `${base.id}:${region}`,
          priority: 1,
          conditions: { characteristics: [{ id: 'region', of: 'line', values: [region] }] },
          model: 'flat',
          amount: amount(),
        }),
      ),
      { ...base, model: 'flat', amount: amount() },
    ],
    () => [
      { ...base, model: 'flat', amount: amount(), floor: '25.00' },
      { ...base, id: `${offeringId}:setup`, charge: SET_UP, model: 'block', tiers: tiers() },
    ],
  ];
  return (models[index % models.length] as () => readonly Entry[])();
}

function percentage(
  offeringId: string,
  random: SeededRandom,
  scope: 'bundle' | 'quote',
  of: readonly string[],
): Entry {
  return {
    id: `${offeringId}:${FEE}`,
    offeringId,
    charge: MONTHLY,
    model: 'percentOfTotal',
    percent: String(random.between(1, 30)),
    of: { scope, charges: of.map((id) => ({ offeringId: id, chargeId: FEE })) },
  };
}

function adjustments(random: SeededRandom): NonNullable<PriceListDocument['adjustments']> {
  const percent = (least: number, most: number) => ({
    type: 'percent' as const,
    value: String(random.between(least, most)),
  });
  return [
    {
      id: 'region-surcharge',
      name: 'Region',
      stage: 'attribute',
      conditions: { characteristics: [{ id: 'region', of: 'line', values: ['r3'] }] },
      adjustment: percent(1, 20),
    },
    ...TERMS.map((months) => ({
      id: `term-${months}`,
      name: `${months} months`,
      stage: 'term' as const,
      conditions: { termMonths: [months] },
      adjustment: percent(-20, -1),
    })),
    {
      id: 'partner-margin',
      name: 'Partner',
      stage: 'channel',
      conditions: { channels: ['partner'] },
      adjustment: percent(-15, -1),
    },
  ];
}
