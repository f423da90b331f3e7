import type { Tx } from '@quotewright/platform/postgres';
import type { PriceListVersions } from '../ports/price-list-versions.ts';
import { findPriceListVersion } from './find-price-list-version.ts';

export interface ExportedPriceList {
  /** Canonical bytes, and their SHA-256. */
  readonly document: Buffer;
  readonly contentHash: string;
}

/** A published version as the document that can be imported again. */
export const exportPriceListVersion =
  (deps: { readonly versions: PriceListVersions }) =>
  async (tx: Tx, priceListId: string, version: number): Promise<ExportedPriceList> => {
    const { contentHash } = await findPriceListVersion(deps)(tx, priceListId, version);
    const document = (await deps.versions.document(tx, priceListId, version)) as Buffer;
    return { document, contentHash };
  };
