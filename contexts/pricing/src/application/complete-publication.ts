import { appendAudit } from '@quotewright/platform/audit';
import { appendEvents, eventOf } from '@quotewright/platform/messaging';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import { priceListPublished } from '../domain/events.ts';
import type { IndexIdentity } from '../domain/price-index.ts';
import type { Publication, PublicationDeps } from './publication.ts';

/** The last transaction: the version becomes active, with its event and audit entry, or nothing happens at all. */
export const completePublication =
  ({ lists, versions, prices, index }: PublicationDeps) =>
  async (
    tx: Tx,
    publication: Publication,
    catalogVersion: number,
    compiled: IndexIdentity,
  ): Promise<void> => {
    const { actor, priceListId, version, contentHash } = publication;
    const { priceList, prices: expected } = publication.list;
    await lists.lock(tx, priceListId);
    const published = await versions.publish(tx, publication, catalogVersion);
    const activated = published && (await lists.activate(tx, priceListId, version, priceList.name));
    if (!activated) {
      throw fail(
        'PRICE_LIST_PUBLICATION_LOST',
        `version ${version} of "${priceListId}" was given up or overtaken`,
      );
    }
    const list = { id: priceListId, version };
    const sealed = await index.seal(tx, list);
    if (sealed.contentHash !== compiled.contentHash || sealed.entryCount !== compiled.entryCount) {
      throw fail(
        'PRICE_INDEX_DAMAGED',
        `the index of version ${version} of "${priceListId}" is not what was compiled: ${sealed.entryCount} entries, ${compiled.entryCount} expected`,
      );
    }
    const stored = await prices.count(tx, list);
    if (stored !== expected.length) {
      throw new Error(`version ${version} of ${priceListId} has ${stored} of ${expected.length} prices`);
    }
    const fact = { priceListId, version, currency: priceList.currency, contentHash, priceCount: stored };
    await appendEvents(tx, [eventOf(priceListPublished, priceListId, fact)]);
    await appendAudit(tx, {
      actor,
      action: 'price-list.publish',
      entity: { type: 'priceList', id: priceListId },
      detail: { version, contentHash, priceCount: stored, catalogVersion },
    });
  };
