import { dateInZone } from '@quotewright/kernel';
import type { Database, Tx } from '@quotewright/platform/postgres';
import type { TenancyApi } from '@quotewright/tenancy';
import { CATEGORIES } from '../domain/category.schema.ts';
import { OFFERINGS, type PublishedOfferingDocument } from '../domain/product-offering.schema.ts';
import { SPECIFICATIONS } from '../domain/product-specification.schema.ts';
import type { ArtefactStore } from '../ports/artefact-store.ts';
import type { CatalogWarmth, WarmUp } from '../ports/catalog-warmth.ts';
import type { OfferingIndex } from '../ports/offering-index.ts';
import type { OfferingLists } from '../ports/offering-lists.ts';

const MAX_OFFERINGS = 2_000;
const MAX_BYTES = 16 * 1_024 * 1_024;
/** One batch after the other: a publication takes one connection of the database, whoever else is busy. */
const BATCH = 100;

interface CatalogWarmthDeps {
  readonly database: Database;
  readonly tenancy: Pick<TenancyApi, 'tenantConfig'>;
  /** Reads of these leave a copy behind. */
  readonly artefacts: Pick<ArtefactStore, 'findMany' | 'list'>;
  readonly lists: OfferingLists;
  readonly index: Pick<OfferingIndex, 'searchIds'>;
}

/** Reads a version as its readers will: categories, and what is sold today in the order of the list, with its specifications. */
export function catalogWarmth({
  database,
  tenancy,
  artefacts,
  lists,
  index,
}: CatalogWarmthDeps): CatalogWarmth {
  const reading = <T>({ tenant }: WarmUp, work: (tx: Tx) => Promise<T>) =>
    database.withTenant(tenant, 'read', work);

  async function nextIds(work: WarmUp, version: number, validOn: string, after: string | undefined) {
    const filter = { validOn, lifecycle: 'active' } as const;
    const page = { order: 'name', limit: BATCH, ...(after !== undefined && { after }) } as const;
    return reading(work, (tx) => index.searchIds(tx, version, filter, page));
  }

  async function copied(work: WarmUp, version: number, section: string, ids: readonly string[]) {
    return reading(work, (tx) => artefacts.findMany(tx, version, section, ids));
  }

  async function copyAll(work: WarmUp, version: number): Promise<void> {
    const validOn = await reading(work, async (tx) =>
      dateInZone(tx.now, (await tenancy.tenantConfig(tx)).timeZone),
    );
    await reading(work, (tx) => lists.first(tx, version, { validOn }));
    await reading(work, (tx) => artefacts.list(tx, version, CATEGORIES.section));
    const seen = new Set<string>();
    let after: string | undefined;
    for (let done = 0, bytes = 0; done < MAX_OFFERINGS && bytes < MAX_BYTES; ) {
      work.signal?.throwIfAborted();
      const ids = await nextIds(work, version, validOn, after);
      if (ids.length === 0) return;
      const offerings = await copied(work, version, OFFERINGS.section, ids);
      const specificationIds = [...new Set(offerings.map(specificationOf))].filter((id) => !seen.has(id));
      for (const id of specificationIds) seen.add(id);
      const specifications = await copied(work, version, SPECIFICATIONS.section, specificationIds);
      for (const item of [...offerings, ...specifications]) bytes += item.bytes.byteLength;
      after = ids.at(-1);
      done += ids.length;
      await work.done?.(done);
    }
  }

  return {
    most: MAX_OFFERINGS,
    async warm(work, version) {
      try {
        await copyAll(work, version);
      } catch {
        // The version is complete without copies. Only whoever wants the work to end is heard.
        work.signal?.throwIfAborted();
      }
    },
  };
}

function specificationOf({ bytes }: { readonly bytes: Buffer }): string {
  const { specificationId }: PublishedOfferingDocument = JSON.parse(bytes.toString('utf8'));
  return specificationId;
}
