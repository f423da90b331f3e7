import { type FieldError, isCurrency, jsonPointer } from '@quotewright/kernel';
import { z } from 'zod';
import { canonicalConditions, canonicalTariff } from './canonical-parts.ts';
import { boundFaults, tierFaults } from './check-tariffs.ts';
import { CONTRACT_PRICES_FORMAT, type ContractPrice, type ContractPriceSet } from './contract-price.ts';
import { areDisjoint, conditionSets } from './disjoint-conditions.ts';
import {
  chargeId,
  conditions,
  priority,
  reference,
  tariffMembers,
  validity,
} from './document-parts.schema.ts';
import { duplicateIds } from './rule-set-checks.ts';
import type { Bounds } from './tariff.ts';
import { overlap } from './validity.ts';

const MAX_PRICES = 5_000;
const MAX_PRICES_OF_CHARGE = 200;

const everyPrice = {
  id: reference,
  offeringId: reference,
  chargeId,
  currency: z.string().refine(isCurrency, 'must be an ISO 4217 currency code'),
  validity: validity.exactOptional(),
  conditions: conditions.exactOptional(),
  priority: priority.exactOptional(),
};

const price = z.discriminatedUnion(
  'model',
  [
    z.strictObject({ ...everyPrice, ...tariffMembers.flat }),
    z.strictObject({ ...everyPrice, ...tariffMembers.volume }),
    z.strictObject({ ...everyPrice, ...tariffMembers.graduated }),
    z.strictObject({ ...everyPrice, ...tariffMembers.block }),
  ],
  { error: 'must be an object with the model "flat", "volume", "graduated" or "block"' },
);

/** As sent: what one account pays for charges instead of the list price. */
export const contractPricesDocumentSchema = z
  .strictObject({ format: z.literal(CONTRACT_PRICES_FORMAT), prices: z.array(price).max(MAX_PRICES) })
  .meta({ id: 'ContractPricesDocument' });

type Entry = z.output<typeof price>;

export function contractPriceFaults({ prices }: z.output<typeof contractPricesDocumentSchema>) {
  return [...duplicateIds('prices', prices), ...prices.flatMap(tariffFaults), ...overlapFaults(prices)];
}

function tariffFaults(entry: Entry, index: number): readonly FieldError[] {
  const at =
    (code: string) =>
    ([path, reason]: readonly [readonly PropertyKey[], string]): FieldError => ({
      pointer: jsonPointer(['prices', index, ...path]),
      code,
      reason,
    });
  const tiers: readonly (Bounds & { readonly above?: string })[] = 'tiers' in entry ? entry.tiers : [];
  return [
    ...[...tierFaults(tiers)].map(at('TIER_ORDER')),
    ...[...boundFaults(entry)].map(at('BOUNDS_EMPTY')),
    ...tiers.flatMap((tier, position) =>
      [...boundFaults(tier)].map(([path, reason]) =>
        at('BOUNDS_EMPTY')([['tiers', position, ...path], reason]),
      ),
    ),
  ];
}

/** Two that could both hold need a priority: without one, the id would decide about money. */
function overlapFaults(prices: readonly Entry[]): readonly FieldError[] {
  const placed = prices.map((entry, index) => ({
    index,
    entry,
    conditions: conditionSets(canonicalConditions(entry.conditions)),
  }));
  const charges = Map.groupBy(placed, ({ entry }) =>
    JSON.stringify([entry.offeringId, entry.chargeId, entry.currency, entry.priority ?? 0]),
  );
  return [...charges.values()].flatMap((rivals) => {
    if (rivals.length > MAX_PRICES_OF_CHARGE) {
      const pointer = jsonPointer(['prices', rivals[MAX_PRICES_OF_CHARGE]?.index as number]);
      const reason = `a charge has at most ${MAX_PRICES_OF_CHARGE} prices of one priority`;
      return [{ pointer, code: 'PRICES_TOO_MANY', reason }];
    }
    return rivals.flatMap((late, position): readonly FieldError[] => {
      const meets = (early: typeof late) =>
        overlap(early.entry.validity, late.entry.validity) && !areDisjoint(early.conditions, late.conditions);
      const early = rivals.slice(0, position).find(meets);
      if (early === undefined) return [];
      const reason = `"${late.entry.id}" and "${early.entry.id}" (/prices/${early.index}) both hold for one charge on the same days: give them priorities`;
      return [{ pointer: jsonPointer(['prices', late.index, 'validity']), code: 'PRICE_OVERLAP', reason }];
    });
  });
}

export function canonicalContractPrices({
  format,
  prices,
}: z.output<typeof contractPricesDocumentSchema>): ContractPriceSet {
  return { format, prices: prices.map(canonicalPrice) };
}

function canonicalPrice(entry: Entry): ContractPrice {
  const { id, offeringId, chargeId: charge, currency, validity: days = {}, priority: rank = 0 } = entry;
  const asked = canonicalConditions(entry.conditions);
  return {
    id,
    offeringId,
    chargeId: charge,
    currency,
    validity: days,
    priority: rank,
    ...(asked === undefined ? {} : { conditions: asked }),
    ...canonicalTariff(entry),
  };
}
