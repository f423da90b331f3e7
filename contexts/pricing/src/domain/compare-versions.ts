import type { VersionDifference } from './price-comparison.ts';
import type { PriceResult } from './price-result.ts';

type Named = Omit<VersionDifference, 'before' | 'after'>;

/** The versions and dates of two prices that are not the same. */
export function versionDifferences(before: PriceResult, after: PriceResult): readonly VersionDifference[] {
  const lists = [...before.priceLists, ...after.priceLists].map(({ id }) => id);
  return [
    difference({ of: 'catalog' }, before.catalogVersion, after.catalogVersion),
    ...[...new Set(lists)].map((id) =>
      difference({ of: 'priceList', id }, listVersion(before, id), listVersion(after, id)),
    ),
    difference({ of: 'contractPrices' }, before.contractSetVersion, after.contractSetVersion),
    difference({ of: 'promotions' }, before.promotionSetVersion, after.promotionSetVersion),
    difference({ of: 'effectiveDate' }, before.effectiveDate, after.effectiveDate),
    difference({ of: 'engine' }, before.engineVersion, after.engineVersion),
  ].filter((found) => found.before !== found.after);
}

function listVersion({ priceLists }: PriceResult, listId: string): number | undefined {
  return priceLists.find(({ id }) => id === listId)?.version;
}

function difference(
  named: Named,
  before: string | number | undefined,
  after: string | number | undefined,
): VersionDifference {
  return { ...named, before: textOf(before), after: textOf(after) };
}

function textOf(version: string | number | undefined): string | null {
  return version === undefined ? null : String(version);
}
