import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import { type IndexEntry, type IndexIdentity, indexIdentity } from '../domain/price-index.ts';
import { partsOf } from './parts-of-publication.ts';
import type { Watch } from './progress.ts';
import { leaseFrom, type Publication, type PublicationDeps } from './publication.ts';

/** Stores the prices of the version and what they are compiled to; answers what the whole index must be. */
export async function storePublication(
  deps: PublicationDeps,
  publication: Publication,
  watch: Watch,
): Promise<IndexIdentity> {
  const { prices, index } = deps;
  const { list } = publication;
  const target = { id: publication.priceListId, version: publication.version };
  const { rules, batches } = partsOf(list);
  await whileBuilding(deps, publication, async (tx) => {
    if (list.adjustments !== undefined) await prices.storeAdjustments(tx, target, list.adjustments);
    await index.store(tx, target, [rules]);
  });
  const total = list.prices.length;
  const compiled: Omit<IndexEntry, 'document'>[] = [rules];
  let done = 0;
  watch.progress?.(done, total, 'prices');
  for (const { placed, entries } of batches) {
    watch.signal?.throwIfAborted();
    await whileBuilding(deps, publication, async (tx) => {
      await prices.store(tx, target, placed);
      await index.store(tx, target, entries);
    });
    done += placed.length;
    compiled.push(...entries.map(({ offeringId, contentHash }) => ({ offeringId, contentHash })));
    watch.progress?.(done, total, 'prices');
  }
  return indexIdentity(compiled);
}

/** One step of the publication, which holds its lease for it. */
async function whileBuilding(
  { database, versions }: PublicationDeps,
  publication: Publication,
  step: (tx: Tx) => Promise<void>,
): Promise<void> {
  const { actor, version, priceListId } = publication;
  await database.withTenant(actor.tenant, 'write', async (tx) => {
    if (!(await versions.extendLease(tx, publication, leaseFrom(tx.now)))) {
      throw fail('PRICE_LIST_PUBLICATION_LOST', `version ${version} of "${priceListId}" was given up`);
    }
    await step(tx);
  });
}
