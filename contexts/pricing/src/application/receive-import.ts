import { canonicalBytes, newUuid } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { PriceListImports } from '../ports/price-list-imports.ts';

export interface ReceiveImport {
  readonly priceListId: string;
  /** A document as it was sent; it is checked when it is imported. */
  readonly document: unknown;
}

/** Keeps the document durably before anything is done with it. Returns the import's id. */
export const receiveImport =
  ({ imports }: { readonly imports: PriceListImports }) =>
  async (tx: Tx, actor: Principal, { priceListId, document }: ReceiveImport): Promise<string> => {
    const id = newUuid();
    await imports.receive(tx, { id, priceListId, document: canonicalBytes(document), by: actor.subject });
    return id;
  };
