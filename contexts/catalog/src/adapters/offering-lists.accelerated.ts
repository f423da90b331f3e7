import type { AcceleratedReads } from '@quotewright/platform/cache';
import { holdsConnection } from '@quotewright/platform/postgres';
import { OFFERINGS } from '../domain/product-offering.schema.ts';
import { codeSchema } from '../domain/text.schema.ts';
import type { ArtefactStore } from '../ports/artefact-store.ts';
import type { FirstPage, OfferingLists, UsualList } from '../ports/offering-lists.ts';
import { type ListedPage, offeringListCategory } from './catalog-categories.ts';

/** In a key, where a list is not narrowed by it. No code begins like that. */
const ANY = '-';

/** Undefined where a filter is no code: nothing has it, and a key of it would only take up room. */
export function listParts(version: number, { market, channel, customerType, validOn }: UsualList) {
  const codes = [market, channel, customerType];
  if (!codes.every((code) => code === undefined || codeSchema.safeParse(code).success)) return undefined;
  return {
    version,
    market: market ?? ANY,
    channel: channel ?? ANY,
    customerType: customerType ?? ANY,
    validOn,
  };
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
  return {
    async first(tx, version, list) {
      const parts = listParts(version, list);
      if (parts === undefined || holdsConnection(tx)) return truth.first(tx, version, list);
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
