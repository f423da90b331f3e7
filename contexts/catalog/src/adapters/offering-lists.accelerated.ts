import type { AcceleratedReads } from '@quotewright/platform/cache';
import { holdsConnection } from '@quotewright/platform/postgres';
import { OFFERINGS } from '../domain/product-offering.schema.ts';
import type { ArtefactStore } from '../ports/artefact-store.ts';
import type { RestrictingCodes } from '../ports/offering-index.ts';
import type { FirstPage, OfferingLists, UsualList } from '../ports/offering-lists.ts';
import { type ListedPage, listCodesCategory, offeringListCategory } from './catalog-categories.ts';

/** In a key, where a list is not narrowed by it. No code begins like that. */
const ANY = '-';
/** In a key, for all that no offering of the version names: their list is the same, and callers can think of any number of them. */
const OTHER = '-other';

export function listParts(
  version: number,
  { market, channel, customerType, validOn }: UsualList,
  { markets, channels, customerTypes }: RestrictingCodes,
) {
  return {
    version,
    market: partOf(market, markets),
    channel: partOf(channel, channels),
    customerType: partOf(customerType, customerTypes),
    validOn,
  };
}

function partOf(code: string | undefined, known: readonly string[]): string {
  if (code === undefined) return ANY;
  return known.includes(code) ? code : OTHER;
}

export const listedPage = ({ items, hasMore, total }: FirstPage): ListedPage => ({
  items: items.map(({ id, contentHash }) => ({ id, contentHash })),
  hasMore,
  total,
});

/** The order of a list from its copy, the documents from theirs: they are shared by all lists. */
export function acceleratedOfferingLists(
  reads: AcceleratedReads,
  artefacts: Pick<ArtefactStore, 'findMany'>,
  truth: OfferingLists,
): OfferingLists {
  const lists = reads.of(offeringListCategory);
  const codes = reads.of(listCodesCategory);
  const restrictingCodes: OfferingLists['restrictingCodes'] = async (tx, version) =>
    (await codes.get(tx, { version }, (own) => truth.restrictingCodes(own, version))) ??
    truth.restrictingCodes(tx, version);
  return {
    restrictingCodes,
    async first(tx, version, list) {
      if (holdsConnection(tx)) return truth.first(tx, version, list);
      const parts = listParts(version, list, await restrictingCodes(tx, version));
      const page = await lists.get(tx, parts, async (own) =>
        listedPage(await truth.first(own, version, list)),
      );
      if (page === undefined) return truth.first(tx, version, list);
      const ids = page.items.map(({ id }) => id);
      const found = await artefacts.findMany(tx, version, OFFERINGS.section, ids);
      const byId = new Map(found.map((item) => [item.id, item]));
      const items = page.items.flatMap(({ id, contentHash }) => {
        const item = byId.get(id);
        return item?.contentHash === contentHash ? [item] : [];
      });
      // The copies contradict each other: one of them is forged.
      if (items.length < page.items.length) return truth.first(tx, version, list);
      return { items, hasMore: page.hasMore, total: page.total };
    },
  };
}
