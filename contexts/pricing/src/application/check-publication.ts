import type { FieldError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { andMore, fail, reported } from '../domain/errors.ts';
import type { PriceList } from '../domain/price-list.ts';
import type { Catalog } from '../ports/upstream.ts';

/** Every price and rule must be of offerings of the active catalog version. Returns that version. */
export const checkPublication =
  ({ catalog }: { readonly catalog: Catalog }) =>
  async (tx: Tx, list: PriceList): Promise<number> => {
    const catalogVersion = await catalog.activeVersion(tx);
    if (catalogVersion === undefined) {
      throw fail('CATALOG_MISSING', 'publish a catalog first: prices are of its offerings');
    }
    const known = await catalog.offeringIds(tx, catalogVersion);
    const errors = namedOfferings(list).flatMap(({ pointer, offeringId, what }): FieldError[] => {
      if (known.has(offeringId)) return [];
      const reason = `${what} "${offeringId}", which catalog version ${catalogVersion} does not have`;
      return [{ pointer, code: 'OFFERING_UNKNOWN', reason }];
    });
    if (errors.length > 0) {
      throw fail('PRICE_LIST_OFFERINGS_UNKNOWN', `${errors[0]?.reason}${andMore(errors)}`, reported(errors));
    }
    return catalogVersion;
  };

interface Named {
  readonly pointer: string;
  readonly offeringId: string;
  readonly what: string;
}

function namedOfferings({ prices, adjustments = [] }: PriceList): readonly Named[] {
  return [
    ...prices.map(({ id, offeringId }, index) => ({
      pointer: `/prices/${index}/offeringId`,
      offeringId,
      what: `"${id}" prices`,
    })),
    ...adjustments.flatMap(({ id, appliesTo: { offeringIds = [] } }, index) =>
      offeringIds.map((offeringId, at) => ({
        pointer: `/adjustments/${index}/appliesTo/offeringIds/${at}`,
        offeringId,
        what: `"${id}" is about`,
      })),
    ),
  ];
}
