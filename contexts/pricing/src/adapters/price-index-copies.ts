import type { TenantId } from '@quotewright/kernel';
import type { CachedCategory, Caches } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import type { Catalog } from '../ports/upstream.ts';
import { BATCH } from './copies-in-batches.ts';
import { type FrozenList, frozenList, nextFrozenList, type VersionPlace } from './frozen-lists.pg.ts';
import { entryHashes, rulesHashes } from './price-index-hashes.ts';
import { activeListCategory, priceIndexCategory, priceRulesCategory } from './price-list-categories.ts';
import { pricedOfferings } from './stored-entries.pg.ts';

/** After an offering of a version; after all of them where there is none. */
interface Place extends VersionPlace {
  readonly offeringId?: string;
}

interface Open extends FrozenList {
  readonly tenant: TenantId;
  readonly offeringIds: readonly string[];
}

const placeOf = (after: string | undefined): Place =>
  after === undefined ? { priceListId: '', version: 0 } : JSON.parse(after);

/**
 * The entries of every offering that a version could have been asked for: those of its document, of its rows and its index, and of the
 * catalog that it was checked against. So an entry that was deleted is missed as well as one that was changed or added.
 */
export function priceIndexCopies(
  caches: Pick<Caches, 'cache'>,
  catalog: Pick<Catalog, 'offeringIds'>,
): CachedCategory {
  const cache = caches.cache(priceIndexCategory);
  // A document may have megabytes: it is read once for all batches of its version.
  let open: Open | undefined;

  async function versionAt(tx: Tx, { offeringId, ...place }: Place): Promise<Open | undefined> {
    const isOpen =
      offeringId !== undefined &&
      open?.tenant === tx.tenant &&
      open.priceListId === place.priceListId &&
      open.version === place.version;
    if (isOpen) return open;
    const found = await (offeringId === undefined ? nextFrozenList(tx, place) : frozenList(tx, place));
    if (found === undefined) return undefined;
    const ids = new Set([
      ...(found.list?.prices ?? []).map((price) => price.offeringId),
      ...(await pricedOfferings(tx, found)),
      ...(await catalog.offeringIds(tx, found.catalogVersion)),
    ]);
    return { ...found, tenant: tx.tenant, offeringIds: [...ids].sort() };
  }

  return {
    category: priceIndexCategory,
    follows: [activeListCategory.name],
    async copies(tx, after) {
      const place = placeOf(after);
      const at = await versionAt(tx, place);
      open = at;
      if (at === undefined) return { copies: [] };
      const { priceListId, version } = at;
      const left = at.offeringIds.filter((id) => place.offeringId === undefined || id > place.offeringId);
      const ids = left.slice(0, BATCH);
      const hashes = await entryHashes(tx, at, ids);
      const copies = [...hashes].map(([offeringId, ofEntry]) => ({
        key: cache.key(tx.tenant, { version, priceListId, offeringId }),
        ...ofEntry,
      }));
      const offeringId = left.length > BATCH ? ids.at(-1) : undefined;
      const next: Place = { priceListId, version, ...(offeringId !== undefined && { offeringId }) };
      return { copies, after: JSON.stringify(next) };
    },
  };
}

/** The rules of every published version. */
export function priceRulesCopies(caches: Pick<Caches, 'cache'>): CachedCategory {
  const cache = caches.cache(priceRulesCategory);
  return {
    category: priceRulesCategory,
    follows: [activeListCategory.name],
    async copies(tx, after) {
      const at = await nextFrozenList(tx, placeOf(after));
      if (at === undefined) return { copies: [] };
      const { priceListId, version } = at;
      const key = cache.key(tx.tenant, { version, priceListId });
      return {
        copies: [{ key, ...(await rulesHashes(tx, at)) }],
        after: JSON.stringify({ priceListId, version }),
      };
    },
  };
}
