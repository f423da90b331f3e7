import type { FieldError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { ContractPrice } from '../domain/contract-price.ts';
import { andMore, fail, reported } from '../domain/errors.ts';
import type { Price } from '../domain/price.ts';
import type { ChargeSelector } from '../domain/price-adjustment.ts';
import type { RuleSetContents, RuleSetKind } from '../domain/rule-set.ts';
import type { PriceLists } from '../ports/price-lists.ts';
import type { Prices } from '../ports/prices.ts';
import type { Catalog } from '../ports/upstream.ts';

export interface CheckReferencesDeps {
  readonly catalog: Catalog;
  readonly lists: PriceLists;
  readonly prices: Prices;
}

interface Named {
  readonly pointer: string;
  readonly offeringId: string;
}

/**
 * Every offering that rules name must be in the active catalog version, a contract price must be of a charge that the
 * active list in its currency has, and other rules about charges that some active list has: a typing error would be a
 * rule that never acts. Three kinds of read, whatever the size of the document.
 */
export const checkReferences =
  (deps: CheckReferencesDeps) =>
  async (tx: Tx, content: RuleSetContents[RuleSetKind]): Promise<void> => {
    const errors = [
      ...(await unknownOfferings(deps, tx, offeringsOf(content))),
      ...('prices' in content
        ? await unknownCharges(deps, tx, content.prices)
        : await unknownSelected(deps, tx, content)),
    ];
    if (errors.length === 0) return;
    throw fail('RULE_SET_REFERENCES_UNKNOWN', `${errors[0]?.reason}${andMore(errors)}`, reported(errors));
  };

interface Selecting {
  readonly appliesTo: ChargeSelector;
}

/** Rules that say which charges they are about, and the member of the document that holds them. */
function selectingOf(content: RuleSetContents[RuleSetKind]): readonly [member: string, readonly Selecting[]] {
  if ('promotions' in content) return ['promotions', content.promotions];
  return 'rules' in content ? ['rules', content.rules] : ['prices', []];
}

function offeringsOf(content: RuleSetContents[RuleSetKind]): readonly Named[] {
  if ('prices' in content) {
    return content.prices.map(({ offeringId }, index) => ({
      pointer: `/prices/${index}/offeringId`,
      offeringId,
    }));
  }
  const [member, rules] = selectingOf(content);
  return rules.flatMap(({ appliesTo: { offeringIds = [] } }, index) =>
    offeringIds.map((offeringId, at) => ({
      pointer: `/${member}/${index}/appliesTo/offeringIds/${at}`,
      offeringId,
    })),
  );
}

/** Of all active lists: which one a rule will meet is not known. Without any list nothing can be said yet. */
async function unknownSelected(
  { prices }: CheckReferencesDeps,
  tx: Tx,
  content: RuleSetContents[RuleSetKind],
): Promise<readonly FieldError[]> {
  const [member, rules] = selectingOf(content);
  if (rules.every(({ appliesTo: { chargeIds } }) => chargeIds === undefined)) return [];
  const known = await prices.activeChargeIds(tx);
  if (known.size === 0) return [];
  return rules.flatMap(({ appliesTo: { chargeIds = [] } }, index) =>
    chargeIds.flatMap((chargeId, at): readonly FieldError[] => {
      if (known.has(chargeId)) return [];
      const pointer = `/${member}/${index}/appliesTo/chargeIds/${at}`;
      return [{ pointer, code: 'CHARGE_UNKNOWN', reason: `no active price list has a charge "${chargeId}"` }];
    }),
  );
}

async function unknownOfferings(
  { catalog }: CheckReferencesDeps,
  tx: Tx,
  named: readonly Named[],
): Promise<readonly FieldError[]> {
  if (named.length === 0) return [];
  const catalogVersion = await catalog.activeVersion(tx);
  if (catalogVersion === undefined) throw fail('CATALOG_MISSING', 'publish a catalog first');
  const ids = [...new Set(named.map(({ offeringId }) => offeringId))];
  const known = await catalog.findOfferings(tx, catalogVersion, ids);
  return named
    .filter(({ offeringId }) => !known.has(offeringId))
    .map(({ pointer, offeringId }) => {
      const reason = `catalog version ${catalogVersion} has no offering "${offeringId}"`;
      return { pointer, code: 'OFFERING_UNKNOWN', reason };
    });
}

async function unknownCharges(
  deps: CheckReferencesDeps,
  tx: Tx,
  contractPrices: readonly ContractPrice[],
): Promise<readonly FieldError[]> {
  const lists = new Map<string, ActiveCharges | undefined>();
  for (const [currency, prices] of Map.groupBy(contractPrices, (price) => price.currency)) {
    const offeringIds = prices.map(({ offeringId }) => offeringId);
    lists.set(currency, await activeCharges(deps, tx, currency, offeringIds));
  }
  return contractPrices.flatMap(({ offeringId, chargeId, currency }, index): readonly FieldError[] => {
    const list = lists.get(currency);
    if (list?.charges.get(offeringId)?.has(chargeId) === true) return [];
    const reason =
      list === undefined
        ? `there is no price list in ${currency}`
        : `the price list "${list.id}" has no charge "${chargeId}" of "${offeringId}"`;
    return [{ pointer: `/prices/${index}/chargeId`, code: 'CHARGE_UNKNOWN', reason }];
  });
}

/** What the active list in a currency charges for offerings. */
interface ActiveCharges {
  readonly id: string;
  /** Ids of charges by offering. */
  readonly charges: ReadonlyMap<string, ReadonlySet<string>>;
}

async function activeCharges(
  { lists, prices }: CheckReferencesDeps,
  tx: Tx,
  currency: string,
  offeringIds: readonly string[],
): Promise<ActiveCharges | undefined> {
  const list = await lists.findActive(tx, currency);
  if (list === undefined) return undefined;
  const rows = await prices.ofOfferings(tx, list, offeringIds);
  const idsOf = (ofOffering: readonly Price[]) => new Set(ofOffering.map(({ charge }) => charge.id));
  return { id: list.id, charges: new Map([...rows].map(([id, ofOffering]) => [id, idsOf(ofOffering)])) };
}
