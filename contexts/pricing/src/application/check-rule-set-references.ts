import type { FieldError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { ContractPrice } from '../domain/contract-price.ts';
import { fail } from '../domain/errors.ts';
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

const MAX_REPORTED = 500;

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
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    throw fail('RULE_SET_REFERENCES_UNKNOWN', `${errors[0]?.reason}${more}`, {
      errors: errors.slice(0, MAX_REPORTED),
      errorCount: errors.length,
    });
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
  { lists, prices }: CheckReferencesDeps,
  tx: Tx,
  contractPrices: readonly ContractPrice[],
): Promise<readonly FieldError[]> {
  const placed = contractPrices.map((price, index) => ({ price, index }));
  const errors: FieldError[] = [];
  for (const [currency, inCurrency] of Map.groupBy(placed, ({ price }) => price.currency)) {
    const list = await lists.findActive(tx, currency);
    const offeringIds = inCurrency.map(({ price }) => price.offeringId);
    const rows = list === undefined ? new Map() : await prices.ofOfferings(tx, list, offeringIds);
    for (const { price, index } of inCurrency) {
      const charges = rows.get(price.offeringId) ?? [];
      if (charges.some((row: { charge: { id: string } }) => row.charge.id === price.chargeId)) continue;
      const where =
        list === undefined ? `there is no price list in ${currency}` : `the price list "${list.id}"`;
      const reason =
        list === undefined ? where : `${where} has no charge "${price.chargeId}" of "${price.offeringId}"`;
      errors.push({ pointer: `/prices/${index}/chargeId`, code: 'CHARGE_UNKNOWN', reason });
    }
  }
  return errors.sort((a, b) => a.pointer.localeCompare(b.pointer, 'en', { numeric: true }));
}
