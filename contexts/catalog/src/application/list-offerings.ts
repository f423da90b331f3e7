import { dateInZone } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { TenancyApi } from '@quotewright/tenancy';
import type { WantedVersion } from '../api.ts';
import type { CompiledItem } from '../ports/artefact-store.ts';
import type { OfferingFilter, OfferingIndex, OfferingPage } from '../ports/offering-index.ts';
import { type OfferingLists, USUAL_LENGTH, type UsualList } from '../ports/offering-lists.ts';
import { type ResolveVersionDeps, resolveVersion } from './resolve-version.ts';

interface ListOfferingsDeps extends ResolveVersionDeps {
  readonly offerings: OfferingIndex;
  readonly lists: OfferingLists;
  readonly tenancy: TenancyApi;
}

export type ListOfferings = WantedVersion &
  OfferingPage &
  Omit<OfferingFilter, 'validOn'> &
  Partial<Pick<OfferingFilter, 'validOn'>>;

export interface OfferingList {
  readonly catalogVersion: number;
  readonly items: readonly CompiledItem[];
  readonly hasMore: boolean;
  /** Of all pages; with the first page only. */
  readonly total?: number;
}

/** Offerings of a version that are valid on a day: today in the tenant's zone unless another is asked for. */
export const listOfferings = ({ offerings, lists, tenancy, ...deps }: ListOfferingsDeps) => {
  const resolve = resolveVersion(deps);
  return async (tx: Tx, query: ListOfferings): Promise<OfferingList> => {
    const catalogVersion = await resolve(tx, query);
    const validOn = query.validOn ?? dateInZone(tx.now, (await tenancy.tenantConfig(tx)).timeZone);
    const usual = usualOf(query);
    if (usual !== undefined) {
      return { catalogVersion, ...(await lists.first(tx, catalogVersion, { ...usual, validOn })) };
    }
    const filter: OfferingFilter = { ...query, validOn };
    const found = await offerings.search(tx, catalogVersion, filter, { ...query, limit: query.limit + 1 });
    const total =
      query.after === undefined ? { total: await offerings.count(tx, catalogVersion, filter) } : {};
    return {
      catalogVersion,
      items: found.slice(0, query.limit),
      hasMore: found.length > query.limit,
      ...total,
    };
  };
};

/** The list that many ask for, where this is one; whatever else narrows, sorts or turns a page makes another. */
function usualOf(query: ListOfferings): Omit<UsualList, 'validOn'> | undefined {
  const { market, channel, customerType, lifecycle, order, limit } = query;
  const { segment, place, specification, bundle, category, text, validOn, after } = query;
  const others = [segment, place, specification, bundle, category, text, validOn, after];
  if (others.some((other) => other !== undefined)) return undefined;
  if (lifecycle !== 'active' || order !== 'name' || limit !== USUAL_LENGTH) return undefined;
  return {
    ...(market !== undefined && { market }),
    ...(channel !== undefined && { channel }),
    ...(customerType !== undefined && { customerType }),
  };
}
