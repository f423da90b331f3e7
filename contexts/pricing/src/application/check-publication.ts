import type { FieldError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { PriceList } from '../domain/price-list.ts';
import type { Catalog } from '../ports/upstream.ts';

const MAX_REPORTED = 500;

/** Every price must be of an offering of the active catalog version. Returns that version. */
export const checkPublication =
  ({ catalog }: { readonly catalog: Catalog }) =>
  async (tx: Tx, list: PriceList): Promise<number> => {
    const catalogVersion = await catalog.activeVersion(tx);
    if (catalogVersion === undefined) {
      throw fail('CATALOG_MISSING', 'publish a catalog first: prices are of its offerings');
    }
    const known = await catalog.offeringIds(tx, catalogVersion);
    const errors = list.prices.flatMap(({ id, offeringId }, index): FieldError[] => {
      if (known.has(offeringId)) return [];
      const reason = `"${id}" prices "${offeringId}", which catalog version ${catalogVersion} does not have`;
      return [{ pointer: `/prices/${index}/offeringId`, code: 'OFFERING_UNKNOWN', reason }];
    });
    if (errors.length > 0) {
      const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
      throw fail('PRICE_LIST_OFFERINGS_UNKNOWN', `${errors[0]?.reason}${more}`, {
        errors: errors.slice(0, MAX_REPORTED),
        errorCount: errors.length,
      });
    }
    return catalogVersion;
  };
