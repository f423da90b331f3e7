import { appendAudit } from '@quotewright/platform/audit';
import type { Tx } from '@quotewright/platform/postgres';
import type { PriceListVersions } from '../ports/price-list-versions.ts';
import type { Publication } from './publication.ts';

type FailedPublication = Pick<Publication, 'actor' | 'priceListId' | 'publicationId' | 'version'>;

/** Ends a publication for good; its number is burned. False when it does not build any more. */
export const failPublication =
  ({ versions }: { readonly versions: PriceListVersions }) =>
  async (tx: Tx, publication: FailedPublication, failureCode: string): Promise<boolean> => {
    const { actor, priceListId, version } = publication;
    if (!(await versions.fail(tx, publication, failureCode))) return false;
    await appendAudit(tx, {
      actor,
      action: 'price-list.publish.fail',
      entity: { type: 'priceList', id: priceListId },
      reason: failureCode,
      detail: { version },
    });
    return true;
  };
