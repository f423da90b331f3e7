import type { TenantId } from '@quotewright/kernel';
import type { Caches, WarmedCategory } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import type { PriceIndex } from '../ports/price-index.ts';
import type { Catalog } from '../ports/upstream.ts';
import { activeLists } from './copied-rows.pg.ts';
import { BATCH } from './copies-in-batches.ts';
import {
  catalogVersionOf,
  type FrozenList,
  frozenList,
  nextFrozenList,
  type VersionPlace,
} from './frozen-lists.pg.ts';
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
  copied: Pick<PriceIndex, 'read'>,
): WarmedCategory {
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
        read: (own: Tx) => copied.read(own, { id: priceListId, version }, [offeringId]),
      }));
      const offeringId = left.length > BATCH ? ids.at(-1) : undefined;
      const next: Place = { priceListId, version, ...(offeringId !== undefined && { offeringId }) };
      return { copies, after: JSON.stringify(next) };
    },
    async inForce(tx, after) {
      const place = activePlaceOf(after);
      const list = place.list ?? (await nextActiveList(tx, place.currency));
      if (list === undefined) return { copies: [] };
      const { currency, priceListId, version } = list;
      // Who asks for a price does not know yet whether there is one.
      const sold = await catalog.offeringIds(tx, await catalogVersionOf(tx, list));
      const asked = [...new Set([...(await pricedOfferings(tx, list)), ...sold])].toSorted();
      const left = asked.filter((id) => place.offeringId === undefined || id > place.offeringId);
      const ids = left.slice(0, BATCH);
      const copies = ids.map((offeringId) => ({
        key: cache.key(tx.tenant, { version, priceListId, offeringId }),
        read: (own: Tx) => copied.read(own, { id: priceListId, version }, [offeringId]),
      }));
      const offeringId = left.length > BATCH ? ids.at(-1) : undefined;
      const next: ActivePlace = { currency, ...(offeringId !== undefined && { list, offeringId }) };
      return { copies, after: JSON.stringify(next) };
    },
  };
}

/** Behind an offering of a list, or behind the list of a currency. */
interface ActivePlace {
  readonly currency: string;
  readonly list?: ActiveList;
  readonly offeringId?: string;
}

interface ActiveList extends VersionPlace {
  readonly currency: string;
}

const activePlaceOf = (after: string | undefined): ActivePlace =>
  after === undefined ? { currency: '' } : JSON.parse(after);

/** In the order of currencies; lists of which nothing is published are passed over. */
async function nextActiveList(tx: Tx, after: string): Promise<ActiveList | undefined> {
  const lists = await activeLists(tx, after, BATCH);
  const found = lists.find(({ version }) => version !== null);
  if (found === undefined) {
    const last = lists.at(-1);
    return lists.length < BATCH || last === undefined ? undefined : nextActiveList(tx, last.currency);
  }
  return { currency: found.currency, priceListId: found.id, version: found.version as number };
}

/** The rules of every published version. */
export function priceRulesCopies(
  caches: Pick<Caches, 'cache'>,
  copied: Pick<PriceIndex, 'read'>,
): WarmedCategory {
  const cache = caches.cache(priceRulesCategory);
  return {
    category: priceRulesCategory,
    follows: [activeListCategory.name],
    async copies(tx, after) {
      const at = await nextFrozenList(tx, placeOf(after));
      if (at === undefined) return { copies: [] };
      const { priceListId, version } = at;
      const key = cache.key(tx.tenant, { version, priceListId });
      const read = (own: Tx) => copied.read(own, { id: priceListId, version }, []);
      return {
        copies: [{ key, ...(await rulesHashes(tx, at)), read }],
        after: JSON.stringify({ priceListId, version }),
      };
    },
    async inForce(tx, after = '') {
      const list = await nextActiveList(tx, after);
      if (list === undefined) return { copies: [] };
      const { currency, priceListId, version } = list;
      const key = cache.key(tx.tenant, { version, priceListId });
      const read = (own: Tx) => copied.read(own, { id: priceListId, version }, []);
      return { copies: [{ key, read }], after: currency };
    },
  };
}
