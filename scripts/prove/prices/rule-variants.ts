import { FEE } from './list-variant.ts';
import {
  BOUNDARY,
  CODES,
  CURRENCIES,
  cents,
  chanceOf,
  LEAF_IDS,
  OLD_CODE,
  refusesAll,
  type Variant,
} from './world.ts';

/** Promotions by code, some of which are missing in some versions, and one that applies by itself. */
export function promotionsVariant(seed: number, tenant: string, number: number): Variant {
  const random = chanceOf(seed, 'promotions', tenant, number);
  const missing = CODES.filter(() => random.chance(0.25));
  const promotion = (id: string, members: object) => ({
    id: id.toLowerCase(),
    name: `${tenant} ${id} ${number}`,
    combination: 'stackable',
    adjustment: { type: 'percent', value: String(-random.between(1, 25)) },
    ...members,
  });
  const promotions = [
    ...CODES.filter((code) => !missing.includes(code)).map((code) =>
      promotion(code, { code, appliesTo: { offeringIds: random.shuffled(LEAF_IDS).slice(0, 40) } }),
    ),
    promotion(OLD_CODE, { code: OLD_CODE, validity: { until: BOUNDARY } }),
    promotion('AUTOMATIC', { appliesTo: { offeringIds: random.shuffled(LEAF_IDS).slice(0, 20) } }),
  ];
  return {
    document: { format: 'quotewright/promotions@1', promotions },
    refuses: refusesAll(missing, 'PROMOTION_CODE_UNKNOWN'),
  };
}

/** What one account pays for the offerings that are asked for most. */
export function contractVariant(seed: number, tenant: string, account: string, number: number): Variant {
  const random = chanceOf(seed, 'contract', tenant, account, number);
  const prices = CURRENCIES.flatMap((currency) =>
    LEAF_IDS.slice(0, 40)
      .filter(() => random.chance(0.5))
      .map((offeringId) => ({
        id: `${offeringId}:${currency}`,
        offeringId,
        chargeId: FEE,
        currency,
        model: 'flat',
        amount: cents(random, 100, 30_000),
      })),
  );
  return { document: { format: 'quotewright/contract-prices@1', prices }, refuses: {} };
}

export function policyVariant(seed: number, tenant: string, number: number): Variant {
  const random = chanceOf(seed, 'policy', tenant, number);
  // The number is part of it: a policy that says the same again is not published.
  const least = random.between(1, 20);
  return {
    document: {
      format: 'quotewright/discount-policy@1',
      rules: [{ id: `rule-${number}`, thresholds: [{ abovePercent: String(least), level: 1 }] }],
    },
    refuses: {},
  };
}
