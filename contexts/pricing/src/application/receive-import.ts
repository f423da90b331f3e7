import { canonicalBytes, newUuid } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { PriceListImports, SentPrices } from '../ports/price-list-imports.ts';

export type { SentPrices } from '../ports/price-list-imports.ts';

/** It is checked when it is imported. */
export type ReceiveImport = { readonly priceListId: string } & (
  | { readonly document: unknown }
  | { readonly sent: SentPrices }
);

/** Keeps the document durably before anything is done with it. Returns the import's id. */
export const receiveImport =
  ({ imports }: { readonly imports: PriceListImports }) =>
  async (tx: Tx, actor: Principal, { priceListId, ...given }: ReceiveImport): Promise<string> => {
    const id = newUuid();
    const sent: SentPrices =
      'sent' in given
        ? given.sent
        : { mediaType: 'application/json', document: canonicalBytes(given.document) };
    await imports.receive(tx, { id, priceListId, ...sent, by: actor.subject });
    return id;
  };
