import { canonicalJson, sha256, type TenantId } from '@quotewright/kernel';
import type { CachedCategory, Caches, CheckableCopy } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import type { Price } from '../domain/price.ts';
import type { Catalog } from '../ports/upstream.ts';
import {
  asStored,
  type FrozenPrices,
  frozenPrices,
  nextFrozenPrices,
  pricedOfferings,
} from './frozen-prices.pg.ts';
import { pgPrices } from './prices.pg.ts';
import { pricesCategory } from './pricing-categories.ts';

const BATCH = 200;

/** After an offering of a version; after all of them where there is none. */
interface Place {
  readonly priceListId: string;
  readonly version: number;
  readonly offeringId?: string;
}

interface Open extends FrozenPrices {
  readonly tenant: TenantId;
  readonly offeringIds: readonly string[];
}

const hashOf = (prices: readonly Price[]) => sha256(pricesCategory.codec.encode(prices));

/**
 * The prices of every offering that a version could have been asked for: those of its document, of its rows, and of the catalog that
 * it was checked against. So a row that was deleted is missed as well as one that was changed or added.
 */
export function priceCopies(
  caches: Pick<Caches, 'cache'>,
  catalog: Pick<Catalog, 'offeringIds'>,
): CachedCategory {
  const cache = caches.cache(pricesCategory);
  // A document may have megabytes: it is read once for all batches of its version.
  let open: Open | undefined;

  async function versionAt(tx: Tx, { offeringId, ...place }: Place): Promise<Open | undefined> {
    const isOpen =
      offeringId !== undefined &&
      open?.tenant === tx.tenant &&
      open.priceListId === place.priceListId &&
      open.version === place.version;
    if (isOpen) return open;
    const found = await (offeringId === undefined ? nextFrozenPrices(tx, place) : frozenPrices(tx, place));
    if (found === undefined) return undefined;
    const ids = new Set([
      ...(found.prices?.keys() ?? []),
      ...(await pricedOfferings(tx, found)),
      ...(await catalog.offeringIds(tx, found.catalogVersion)),
    ]);
    return { ...found, tenant: tx.tenant, offeringIds: [...ids].sort() };
  }

  return {
    category: pricesCategory,
    async copies(tx, after) {
      const place: Place = after === undefined ? { priceListId: '', version: 0 } : JSON.parse(after);
      const at = await versionAt(tx, place);
      open = at;
      if (at === undefined) return { copies: [] };
      const { priceListId, version } = at;
      const left = at.offeringIds.filter((id) => place.offeringId === undefined || id > place.offeringId);
      const ids = left.slice(0, BATCH);
      const rows = await pgPrices.ofOfferings(tx, { id: priceListId, version }, ids);
      const copies: CheckableCopy[] = [];
      for (const offeringId of ids) {
        const prices = rows.get(offeringId) ?? [];
        copies.push({
          key: cache.key(tx.tenant, { version, priceListId, offeringId }),
          contentHash: hashOf(prices),
          ...(at.prices && { recordedHash: await recordedHash(tx, prices, at.prices.get(offeringId) ?? []) }),
        });
      }
      const offeringId = left.length > BATCH ? ids.at(-1) : undefined;
      const next: Place = { priceListId, version, ...(offeringId !== undefined && { offeringId }) };
      return { copies, after: JSON.stringify(next) };
    },
  };
}

async function recordedHash(tx: Tx, rows: readonly Price[], frozen: readonly Price[]): Promise<string> {
  return hashOf(canonicalJson(rows) === canonicalJson(frozen) ? rows : await asStored(tx, frozen));
}
