import type { AccountsApi } from '@quotewright/accounts';
import type { Tx } from '@quotewright/platform/postgres';
import type { TenancyApi } from '@quotewright/tenancy';
import type { DocumentSource } from '../domain/document/build-document.ts';
import { fail } from '../domain/errors.ts';
import type { Quote } from '../domain/quote.ts';
import type { Revision } from '../domain/revision.ts';
import type { RevisionStore } from '../ports/revision-store.ts';

export interface DocumentSourceDeps {
  readonly revisions: RevisionStore;
  readonly tenancy: Pick<TenancyApi, 'tenantConfig' | 'tenantName'>;
  readonly accounts: Pick<AccountsApi, 'findAccount' | 'findAddresses'>;
}

/** Reads what the document of a revision is made of. Throws `QUOTE_NOT_PRICED`. */
export const readDocumentSource =
  ({ revisions, tenancy, accounts }: DocumentSourceDeps) =>
  async (
    tx: Tx,
    quote: Quote,
    { revision, price }: Pick<Revision, 'revision' | 'price'>,
    purpose: DocumentSource['purpose'],
  ): Promise<DocumentSource> => {
    const kept = await revisions.findPriced(tx, { id: quote.id, revision });
    if (kept === undefined || price === null) {
      throw fail('QUOTE_NOT_PRICED', `revision ${revision} has no price`);
    }
    const account = await accounts.findAccount(tx, quote.accountId);
    if (account === undefined) throw new Error(`quote ${quote.id} is for an account that does not exist`);
    const { timeZone } = await tenancy.tenantConfig(tx);
    return {
      quote,
      revision,
      price: kept,
      pricedAt: kept.pricedAt,
      validUntil: price.validUntil,
      seller: { name: await tenancy.tenantName(tx), timeZone },
      customer: { name: account.name, addresses: await accounts.findAddresses(tx, account.id) },
      purpose,
    };
  };
